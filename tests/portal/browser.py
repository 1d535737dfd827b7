"""A headless Chromium, and axe-core to judge what it shows; both are for the tests alone."""
import json
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path

CHROMIUM = '/usr/bin/chromium'
ARGUMENTS = [
    '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync']
CACHE = Path(__file__).parent.parent.parent / '.cache' / 'npm'
# WCAG 2.2 AA and what axe's authors recommend besides
RULES = [
    'wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
PHONE, DESKTOP = (360, 740), (1280, 900)


def why_not():
    "Why there is no browser here, or None"
    if not Path(CHROMIUM).exists():
        return f"there is no {CHROMIUM} (Debian: apt-get install chromium)"
    try:
        import playwright  # noqa: F401
    except ImportError:
        return "playwright is not installed"
    return None


def axe():
    "axe-core's script, fetched once by npm; None where that cannot be"
    script = of_npm('axe-core', '4.10.3') / 'axe.min.js'
    return script.read_text(encoding='utf-8') if script.exists() else None


def of_npm(package, version):
    "The folder of a package, fetched once by npm; it is not there where that cannot be"
    place = CACHE / package
    folder = place / 'node_modules' / package
    if not folder.exists() and shutil.which('npm'):
        place.mkdir(parents=True, exist_ok=True)
        (place / 'package.json').write_text(json.dumps(
            {'private': True, 'dependencies': {package: version}}))
        subprocess.run(
            ['npm', 'install', '--ignore-scripts', '--no-audit', '--no-fund',
                '--loglevel=error'],
            cwd=place, check=False, timeout=120)
    return folder


@contextmanager
def browser():
    from playwright.sync_api import sync_playwright
    with sync_playwright() as playwright:
        it = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            yield it
        finally:
            it.close()


def new_page(it, size, **options):
    width, height = size
    context = it.new_context(
        viewport={'width': width, 'height': height}, **{'locale': 'fr-FR', **options})
    return context.new_page()


def log_in(page, url, login, password):
    page.goto(f'{url}/login/')
    page.fill('[name=username]', login)
    page.fill('[name=password]', password)
    page.click('main button')
    page.wait_for_selector('h1')


def violations(page, script):
    "What axe finds wrong with the page now: [(rule, elements)]"
    page.evaluate(script)
    found = page.evaluate(
        'rules => axe.run(document, {runOnly: {type: "tag", values: rules}})', RULES)
    assert found['passes'] != []
    return [(one['id'], [node['html'] for node in one['nodes']]) for one in found['violations']]
