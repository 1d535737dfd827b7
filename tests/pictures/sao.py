"""Tryton's web client, fetched by npm."""
import json
import subprocess

SAO = {'private': True, 'dependencies': {'tryton-sao': '8.0.11'}}


def web_client(folder):
    "Fetch it once; return its place."
    place = folder / 'node_modules' / 'tryton-sao'
    if not place.exists():
        folder.mkdir(parents=True, exist_ok=True)
        (folder / 'package.json').write_text(json.dumps(SAO))
        # Its page loads the libraries from its own folder
        subprocess.run(
            ['npm', 'install', '--install-strategy=nested', '--ignore-scripts', '--no-audit',
                '--no-fund', '--loglevel=error'],
            cwd=folder, check=True)
    return place
