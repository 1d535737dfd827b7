"""A trytond that is killed: python -m tests.campaign.killed_server POINT NUMBER -c CONFIG -d NAME

It dies by SIGKILL the NUMBER-th time that it passes POINT.
"""
import collections
import os
import signal
import sys

POINT, NUMBER = sys.argv[1], int(sys.argv[2])
passed = collections.Counter()


def reach(point):
    passed[point] += 1
    if point == POINT and passed[point] == NUMBER:
        os.kill(os.getpid(), signal.SIGKILL)


def main():
    sys.argv[1:3] = []
    import trytond.config
    trytond.config.update_etc(sys.argv[sys.argv.index('-c') + 1])
    import trytond.wsgi
    from trytond.cli import main as serve
    from trytond.transaction import Transaction
    commit, answer = Transaction.commit, trytond.wsgi.app.wsgi_app

    def committing(self):
        reach('before_commit')
        commit(self)
        reach('after_commit')

    def answering(environ, start_response):
        reach('before_request')
        response = answer(environ, start_response)
        reach('before_reply')
        return response
    Transaction.commit = committing
    trytond.wsgi.app.wsgi_app = answering
    serve()


main()
