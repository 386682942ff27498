"""The programs behind `make`: they prepare the environment, build and check the notebooks, and open the lab. Not in the wheel."""
