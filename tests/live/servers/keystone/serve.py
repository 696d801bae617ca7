"""Serves Keystone on the port given: its own WSGI application, by waitress."""

import sys

port = int(sys.argv[1])
sys.argv = ["keystone"]  # Keystone parses the arguments itself.

import waitress  # noqa: E402
from keystone.wsgi.api import application  # noqa: E402

waitress.serve(application, host="127.0.0.1", port=port, threads=4)
