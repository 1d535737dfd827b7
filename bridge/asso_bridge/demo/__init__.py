"""An invented association, and a fresh Tryton in which to book it, or a dump."""
