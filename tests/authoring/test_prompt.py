"""The server of `make lab` sends at once; nobody else's does."""

from types import SimpleNamespace

from jupyter_server.serverapp import ServerApp
from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from authoring.environment import ROOT
from authoring.lab import surroundings


def loaded() -> Config:
    return PyFileConfigLoader("jupyter_server_config.py", path=str(ROOT / "authoring" / "jupyter")).load_config()


def test_make_labs_server_finds_it():
    assert surroundings()["JUPYTER_CONFIG_PATH"].split(":")[0] == str(ROOT / "authoring" / "jupyter")
    server = ServerApp(config=loaded())
    assert issubclass(server.kernel_websocket_connection_class, ZMQChannelsWebsocketConnection)
    assert server.kernel_websocket_connection_class.__name__ == "PromptConnection"


def test_it_asks_for_no_delay_before_it_connects(monkeypatch):
    calls = []
    monkeypatch.setattr(ZMQChannelsWebsocketConnection, "connect", lambda self: calls.append("connect"))
    kind = loaded().ServerApp.kernel_websocket_connection_class
    connection = object.__new__(kind)
    connection._trait_values = {"websocket_handler": SimpleNamespace(set_nodelay=lambda on: calls.append(on))}
    connection.connect()
    assert calls == [True, "connect"]
