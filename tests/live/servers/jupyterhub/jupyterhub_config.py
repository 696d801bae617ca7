# The hub alone: it answers /hub/* itself, and nothing here starts a notebook.
import os

from jupyterhub.proxy import Proxy

c = get_config()  # noqa: F821


class NoProxy(Proxy):
    """The hub insists on a proxy for notebooks; there are none."""

    should_start = False
    routes = {}

    async def add_route(self, routespec, target, data):
        self.routes[routespec] = {"routespec": routespec, "target": target, "data": data}

    async def delete_route(self, routespec):
        self.routes.pop(routespec, None)

    async def get_all_routes(self):
        return self.routes


c.JupyterHub.proxy_class = NoProxy
c.JupyterHub.hub_bind_url = f"http://127.0.0.1:{os.environ['PORT']}"
c.JupyterHub.bind_url = os.environ["ORIGIN"]
c.JupyterHub.db_url = "sqlite:///data.sqlite"
c.JupyterHub.cookie_secret_file = "cookie_secret"
c.JupyterHub.spawner_class = "simple"
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = os.environ["PASSWORD"]
# The hub makes their accounts when it starts.
c.Authenticator.allowed_users = {os.environ["USER_NAME"]}
# 90 days. A token without a lifetime then gets this one.
c.JupyterHub.token_expires_in_max_seconds = 90 * 24 * 3600
