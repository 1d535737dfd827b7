"""The Nu checker of the W3C, which finds what is wrong with HTML."""
import json
import shutil
import subprocess

from tests.portal import browser


def jar():
    "The checker's jar; None where it cannot be had"
    found = browser.of_npm('vnu-jar', '26.9.27') / 'build' / 'dist' / 'vnu.jar'
    return found if found.exists() and shutil.which('java') else None


def faults(jar, folder):
    "[(page, message)] of what the checker finds wrong with the files of the folder"
    done = subprocess.run(
        ['java', '-jar', jar, '--format', 'json', '--stdout', '--exit-zero-always', folder],
        check=True, capture_output=True, text=True, timeout=300)
    return [
        (message['url'].rpartition('/')[2], message['message'])
        for message in json.loads(done.stdout)['messages']]
