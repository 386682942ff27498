"""The server of `make lab`: it sends a kernel's small answers at once, so that widgets follow the hand.

By default the system waits a little for more bytes to send together (Nagle's algorithm), which holds each answer of a widget
up by some 40 ms. JupyterLab reads this file from JUPYTER_CONFIG_PATH; a server that a student starts is as it was.
"""

from typing import Any

from jupyter_server.services.kernels.connection.channels import ZMQChannelsWebsocketConnection


class PromptConnection(ZMQChannelsWebsocketConnection):
    """The websocket between a page and a kernel, with TCP_NODELAY."""

    def connect(self) -> Any:
        self.websocket_handler.set_nodelay(True)
        return super().connect()


c = get_config()  # type: ignore[name-defined] # noqa: F821, the reader of the file defines it
c.ServerApp.kernel_websocket_connection_class = PromptConnection
