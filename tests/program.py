"""Programs in the background: started, waited for until they answer, ended or killed."""
import socket
import subprocess
import time
from contextlib import nullcontext
from pathlib import Path

ROOT = Path(__file__).parent.parent
SECONDS = 120  # until it answers, on a machine that has much to do


def free_port():
    with socket.socket() as listener:
        listener.bind(('127.0.0.1', 0))
        return listener.getsockname()[1]


def answers(port):
    try:
        socket.create_connection(('127.0.0.1', port)).close()
        return True
    except OSError:
        return False


class Program:
    "What runs until it is stopped; with a port of the loopback, it is there once that answers"

    def __init__(self, *command, port=None, log=None, **options):
        self.command, self.port, self.log = [str(part) for part in command], port, log
        self._options = {'cwd': ROOT, **options}
        self._process = None

    def start(self):
        "Start it, unless it runs"
        if self._process and self._process.poll() is None:
            return self
        with self.log.open('w') if self.log else nullcontext() as output:
            self._process = subprocess.Popen(
                self.command, stdout=output, stderr=output, **self._options)
        if self.port:
            self._wait_for_an_answer()
        return self

    def _wait_for_an_answer(self):
        limit = time.monotonic() + SECONDS
        while self._process.poll() is None and time.monotonic() < limit:
            if answers(self.port):
                return
            time.sleep(0.05)
        self.stop()
        said = self.log.read_text() if self.log else ''
        raise RuntimeError(f'{" ".join(self.command)} does not answer:\n{said}')

    def wait(self):
        return self._process.wait()

    def stop(self):
        if not self._process:
            return
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()
        self._process = None

    def kill(self):
        "End it as a power cut would"
        self._process.kill()
        self._process.wait()

    def __enter__(self):
        return self.start()

    def __exit__(self, *_):
        self.stop()
