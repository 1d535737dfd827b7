"""What the plain parts of the bank say has a message, which is translated."""
import re
from pathlib import Path

import pytest

import trytond_asso_members
from trytond_asso_members.bank.matching.decision import SENTENCES
from trytond_asso_members.bank.reading.errors import MESSAGES
from trytond_asso_members.bank.reading.questions import TEXTS as QUESTIONS

TEXTS = dict(re.findall(
    r'id="msg_bank_(\w+)">\s*<field name="text">(.*?)</field>',
    (Path(trytond_asso_members.__file__).parent / 'message.xml').read_text(encoding='utf-8')))


def words(text):
    return set(re.findall(r'%\((\w+)\)s', text)) | set(re.findall(r'\{(\w+)\}', text))


@pytest.mark.parametrize('code', sorted(SENTENCES))
def test_reason_has_a_message_with_its_words(code):
    assert words(TEXTS[f'reason_{code}']) == words(SENTENCES[code])


@pytest.mark.parametrize('code', sorted(QUESTIONS))
def test_question_has_a_message_with_its_words(code):
    assert words(TEXTS[f'question_{code}']) == words(QUESTIONS[code])


@pytest.mark.parametrize('code', sorted(MESSAGES))
def test_error_of_a_file_has_a_message_with_its_words(code):
    assert words(TEXTS[f'file_{code}']) == words(MESSAGES[code])
