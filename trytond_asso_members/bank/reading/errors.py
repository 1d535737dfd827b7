"""What is wrong with a file, where, and what to do about it."""

MESSAGES = {
    'empty': "The file is empty. Download it from the bank again.",
    'too_large': "The file has %(megabytes)s MB; at most %(limit)s MB are read. "
        "Export a shorter period.",
    'pdf': "This is a PDF, whatever its name says. Export the movements from the bank as CSV "
        "or as a spreadsheet.",
    'html': "This is a web page, not an export: the bank's site has probably shown an error or "
        "asked to log in again. Log in and download the file again.",
    'xml': "This is an XML file, and neither a CAMT statement nor OFX. Export the movements from "
        "the bank as CAMT, OFX or CSV.",
    'damaged_xml': "The XML is damaged or not whole. Download the file again.",
    'no_movements': "There is no movement in the file. If there were some in this period, export "
        "it again.",
    'qif': "This is a QIF file. Export the movements from the bank as CSV.",
    'binary': "This is not a text file or a spreadsheet. Export the movements from the bank as "
        "CSV.",
    'nul': "Line %(line)s has NUL bytes, so the file is damaged. Download it again.",
    'encoding': "Line %(line)s cannot be read as %(encoding)s. Download the file again, or "
        "choose another encoding.",
    'sheet': "The spreadsheet cannot be opened: %(reason)s. Open it, save it as .xlsx without a "
        "password, and try again.",
    'zip': "The zip file cannot be opened. Download it again, or unpack it first.",
    'zip_files': "The zip file holds %(count)s files. Unpack it and give them one by one.",
    'cell': "A line has so much text in one cell that something must be wrong with it. Download "
        "the file again.",
    'no_rows': "No line has both a date and an amount. Export the movements of the account, "
        "with their dates and amounts, as CSV.",
    'only_header': "The columns are named on line %(line)s, and no movement follows. If there "
        "were some in this period, export it again.",
    'no_header': "Nothing says which column holds the dates and which the amounts. Keep the "
        "line with the names of the columns, or set up the columns of this account.",
    'columns': "The file has no column %(names)s, by which files of this account were read so "
        "far. Look whether it is of another account, or whether the bank has changed its export; "
        "then confirm the columns once more.",
    'date': "Line %(line)s: %(text)s is not a date. Correct it from the bank's own list, or "
        "export the file again.",
    'no_date': "Line %(line)s has an amount and no date. Correct it from the bank's own list, "
        "or export the file again.",
    'amount': "Line %(line)s: %(text)s cannot be read as an amount. Correct it from the bank's "
        "own list, or export the file again.",
    'decimals': "Line %(line)s: %(text)s has more than two decimals, or a mark for thousands that "
        "the other amounts do not have. Correct it from the bank's own list, or export the file "
        "again.",
    'no_amount': "Line %(line)s has %(text)s in a column that is not known to be one of amounts. "
        "Set up the columns of this account.",
    'direction': "Line %(line)s: %(text)s says neither that money came in nor that it went out. "
        "Correct it from the bank's own list, or export the file again.",
    'width': "Line %(line)s has %(cells)s cells where the others have %(expected)s. Export the "
        "file again; if it stays so, correct that line from the bank's own list.",
    'answer': "%(answer)s does not answer the question %(what)s. Choose one of %(choices)s.",
    # What does not fit together, and stops nobody from reading
    'balance': "%(opening)s at the beginning and movements of %(moved)s do not make the balance "
        "of %(closing)s. Movements are missing or twice: export the period again.",
    'running': "Line %(line)s: the balance is %(found)s where %(expected)s was to be expected. "
        "Movements are missing or twice there: export the period again.",
    'count': "The bank announces %(expected)s movements, and %(found)s are there. Export the "
        "period again.",
    }


class BadFile(ValueError):
    "A file that cannot be read: nothing of it may be booked"

    def __init__(self, code, **words):
        super().__init__(MESSAGES[code] % words)
        self.code = code
        self.words = words
