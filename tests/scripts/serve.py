"""Serves a directory to those who know a token: serve.py DIRECTORY TOKEN. Writes the port that it listens at."""

import functools
import http.server
import sys

directory, token = sys.argv[1:]


class Handler(http.server.SimpleHTTPRequestHandler):
    def send_head(self):
        if self.headers.get("Authorization") != f"Bearer {token}":
            self.send_error(401)
            return None
        return super().send_head()

    def log_message(self, format, *args):
        pass


handler = functools.partial(Handler, directory=directory)
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
print(server.server_port, flush=True)
server.serve_forever()
