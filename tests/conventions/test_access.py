"""Every endpoint with everybody: what each person gets is written here, asked for and compared.

A new endpoint fails until it has a line. Each line is really called, by GET or POST, in a world
where the thing asked for is in a state that makes the answer mean something.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy import update as change
from sqlalchemy.orm import Session

from models import AuditEntry, RoleGrant
from models.enums import Role
from tests import factories
from tests.conftest import Installation, SignIn
from tests.conventions.scene import CANARY, Scene, set_scene
from tests.factories import AT
from tests.page import Page
from tests.test_access import PUBLIC
from tests.visitor import Visitor
from tests.world import World

PEOPLE = [
    "nobody", "lead", "second_lead", "contributor", "sponsor", "second_sponsor", "office",
    "member", "chair", "director", "reader", "auditor", "administrator", "outsider", "elsewhere",
    "ended", "disabled",
]  # fmt: skip
"""`elsewhere` holds every role in another programme, `ended` held every one here until yesterday,
and `disabled` still holds the lead's role and more."""

ANSWERS = {
    "T": (200, "the page, with the text"),
    "p": (200, "the page, without a word of the text"),
    "d": (303, "done, or sent to the page that helps"),
    "e": (422, "the form again, with what is wrong"),
    "x": (403, "refused, with the reason"),
    ".": (404, "there is no such page, for them"),
    "i": (303, "sent to sign in"),
    "k": (401, "asked to sign in, with what they had typed kept on the page"),
}
REFUSED = "x.ik"


# no = nobody signed in, le = lead, l2 = lead of another workstream, co = contributor, sp = sponsor,
# s2 = sponsor of another workstream, of = programme office, me and ch = member and chair of the
# Improvement Group, di = programme director, re = board reader, au = auditor, ad = administrator,
# ou = no role, el = elsewhere, en = roles ended, ds = disabled
TABLE = """
                                     no le l2 co sp s2 of me ch di re au ad ou el en ds
GET  inbox.my_work                   i  T  p  p  p  p  p  p  p  p  p  p  p  p  p  p  i
GET  programmes.board                i  p  p  p  p  p  p  p  p  p  .  p  .  .  .  .  i
GET  programmes.rating sent          i  .  .  .  .  .  .  .  .  .  .  .  .  .  .  .  i
GET  programmes.rating approved      i  T  .  T  T  .  T  T  T  T  .  T  .  .  .  .  i
GET  programmes.concern_list         i  p  p  p  p  p  p  p  p  p  .  p  .  .  .  .  i
GET  programmes.concern answered     i  x  x  x  x  x  p  x  x  x  .  x  .  .  .  .  i
POST programmes.concern answered     i  x  x  x  x  x  e  x  x  x  .  x  .  .  .  .  i
GET  programmes.acronym_list         i  p  p  p  p  p  p  p  p  p  .  p  .  .  .  .  i
POST programmes.acronym_list         i  x  x  x  x  x  d  x  x  x  .  x  .  .  .  .  i
GET  workstreams.show sent           i  p  p  p  p  p  p  p  p  p  .  p  .  .  .  .  i
GET  workstreams.show approved       i  T  p  T  T  p  T  T  T  T  .  T  .  .  .  .  i
GET  workstreams.show team           i  p  p  p  p  p  T  T  T  T  T  T  .  .  .  .  i
GET  planning.calendar               i  p  p  p  p  p  p  p  p  p  .  p  .  .  .  .  i
GET  planning.year                   i  x  x  x  x  x  p  x  x  x  .  x  .  .  .  .  i
POST planning.plan_year              i  x  x  x  x  x  d  x  x  x  .  x  .  .  .  .  i
GET  planning.period planned         i  x  x  x  x  x  p  x  x  x  .  x  .  .  .  .  i
POST planning.replan planned         i  x  x  x  x  x  e  x  x  x  .  x  .  .  .  .  i
POST planning.discard planned        i  x  x  x  x  x  d  x  x  x  .  x  .  .  .  .  i
POST planning.schedule planned       i  x  x  x  x  x  d  x  x  x  .  x  .  .  .  .  i
GET  planning.rules                  i  x  x  x  x  x  p  x  x  x  .  x  .  .  .  .  i
POST planning.rules                  i  x  x  x  x  x  d  x  x  x  .  x  .  .  .  .  i
GET  planning.feed_settings          i  p  p  p  p  p  p  p  p  p  p  p  p  p  p  p  i
POST planning.make_feed              i  p  p  p  p  p  p  p  p  p  p  p  p  p  p  p  i
POST planning.revoke_feed            i  d  d  d  d  d  d  d  d  d  d  d  d  d  d  d  i
GET  planning.absences               i  p  p  p  p  p  p  p  p  p  p  p  p  p  p  p  i
POST planning.absences               i  e  e  e  e  e  e  e  e  e  e  e  e  e  e  e  i
POST planning.remove_absence away    i  d  .  .  .  .  d  .  .  .  .  .  .  .  .  .  i
GET  updates.read fresh              i  p  .  p  p  .  p  .  .  p  .  p  .  .  .  .  i
GET  updates.read draft              i  p  .  p  p  .  T  .  .  T  .  T  .  .  .  .  i
GET  updates.read sent               i  T  .  T  T  .  T  .  .  T  .  T  .  .  .  .  i
GET  updates.read returned           i  p  .  p  T  .  T  .  .  T  .  T  .  .  .  .  i
GET  updates.read approved           i  T  .  T  T  .  T  T  T  T  .  T  .  .  .  .  i
GET  updates.read issued             i  T  .  T  T  .  T  T  T  T  .  T  .  .  .  .  i
POST updates.start fresh             i  d  .  d  x  .  x  .  .  x  .  x  .  .  .  .  i
GET  updates.edit draft              i  T  .  T  x  .  x  .  .  x  .  x  .  .  .  .  i
GET  updates.edit returned           i  T  .  T  x  .  x  .  .  x  .  x  .  .  .  .  i
GET  updates.edit sent               i  d  .  d  x  .  x  .  .  x  .  x  .  .  .  .  i
POST updates.save draft              k  d  .  d  x  .  x  .  .  x  .  x  .  .  .  .  k
GET  updates.check draft             i  T  .  T  d  .  T  .  .  T  .  T  .  .  .  .  i
POST updates.submit draft            i  d  .  x  x  .  x  .  .  x  .  x  .  .  .  .  i
POST updates.submit returned         i  d  .  x  x  .  x  .  .  x  .  x  .  .  .  .  i
POST updates.recall sent             i  d  .  x  x  .  x  .  .  x  .  x  .  .  .  .  i
GET  updates.review sent             i  T  .  T  T  .  T  .  .  T  .  T  .  .  .  .  i
GET  updates.review approved         i  d  .  d  d  .  d  d  d  d  .  d  .  .  .  .  i
POST updates.approve sent            i  x  .  x  d  .  x  .  .  x  .  x  .  .  .  .  i
POST updates.send_back sent          k  x  .  x  d  .  x  .  .  x  .  x  .  .  .  .  k
POST updates.explain draft           i  d  .  d  x  .  x  .  .  x  .  x  .  .  .  .  i
GET  updates.revoke approved         i  x  .  x  p  .  x  x  x  x  .  x  .  .  .  .  i
POST updates.take_back_approval approved k  x  .  x  d  .  x  x  x  x  .  x  .  .  .  .  k
POST updates.comment sent            k  d  .  d  d  .  d  .  .  x  .  x  .  .  .  .  k
POST updates.reply sent              k  d  .  d  d  .  d  .  .  x  .  x  .  .  .  .  k
POST updates.resolve sent            i  d  .  x  d  .  x  .  .  x  .  x  .  .  .  .  i
GET  updates.addendum approved       i  p  .  p  x  .  x  x  x  x  .  x  .  .  .  .  i
GET  updates.addendum sent           i  d  .  d  x  .  x  .  .  x  .  x  .  .  .  .  i
POST updates.write_addendum approved k  d  .  d  x  .  x  x  x  x  .  x  .  .  .  .  k
POST updates.approve_addendum approved i  x  .  x  d  .  x  .  .  x  .  x  .  .  .  .  i
GET  updates.send_back_addendum approved i  x  .  x  p  .  x  .  .  x  .  x  .  .  .  .  i
POST updates.send_back_addendum approved i  x  .  x  e  .  x  .  .  x  .  x  .  .  .  .  i
GET  updates.history sent            i  T  .  T  T  .  T  .  .  T  .  T  .  .  .  .  i
GET  updates.history approved        i  T  .  T  T  .  T  T  T  T  .  T  .  .  .  .  i
GET  updates.revision sent           i  T  .  T  T  .  T  .  .  T  .  T  .  .  .  .  i
GET  updates.revision approved       i  T  .  T  T  .  T  T  T  T  .  T  .  .  .  .  i
GET  packs.shelf                     i  p  p  p  p  p  p  p  p  p  p  p  p  p  p  p  i
GET  packs.review open               i  .  .  .  .  .  T  T  T  T  .  T  .  .  .  .  i
GET  packs.review reviewed           i  .  .  .  .  .  T  T  T  T  .  T  .  .  .  .  i
POST packs.overview open             k  .  .  .  .  .  d  x  x  d  .  x  .  .  .  .  k
POST packs.sum_up open               k  .  .  .  .  .  d  x  d  d  .  x  .  .  .  .  k
POST packs.open_review open          i  .  .  .  .  .  d  x  x  x  .  x  .  .  .  .  i
POST packs.include reviewed          i  .  .  .  .  .  d  x  x  x  .  x  .  .  .  .  i
POST packs.agree reviewed            i  .  .  .  .  .  x  x  d  x  .  x  .  .  .  .  i
GET  packs.decide reviewed           i  .  .  .  .  .  p  p  p  p  .  p  .  .  .  .  i
POST packs.query in_pack             k  .  .  .  .  .  x  d  d  x  .  x  .  .  .  .  k
POST packs.rate in_pack              k  .  .  .  .  .  x  d  d  x  .  x  .  .  .  .  k
GET  packs.meeting met               i  .  .  .  .  .  p  p  p  p  .  p  .  .  .  .  i
GET  packs.meeting_workstream met    i  .  .  .  .  .  T  T  T  T  .  T  .  .  .  .  i
GET  packs.meeting_end met           i  .  .  .  .  .  T  T  T  T  .  T  .  .  .  .  i
GET  packs.meeting_paper met         i  .  .  .  .  .  T  T  T  T  .  T  .  .  .  .  i
POST packs.discuss met               i  .  .  .  .  .  d  d  d  x  .  x  .  .  .  .  i
GET  packs.record_minute met         i  .  .  .  .  .  p  p  p  x  .  x  .  .  .  .  i
POST packs.record_minute met         k  .  .  .  .  .  d  d  d  x  .  x  .  .  .  .  k
GET  packs.change_minute met         i  .  .  .  .  .  T  T  T  x  .  x  .  .  .  .  i
POST packs.change_minute met         k  .  .  .  .  .  d  d  d  x  .  x  .  .  .  .  k
POST packs.remove_minute met         i  .  .  .  .  .  d  d  d  x  .  x  .  .  .  .  i
GET  packs.settle_minute met         i  T  .  .  .  .  T  T  T  T  .  T  .  .  .  .  i
POST packs.settle_minute met         k  d  .  .  .  .  d  x  x  x  .  x  .  .  .  .  k
GET  packs.carry met                 i  .  .  .  .  .  p  x  p  x  .  x  .  .  .  .  i
POST packs.carry met                 k  .  .  .  .  .  d  x  d  x  .  x  .  .  .  .  k
POST packs.include_unconfirmed unanswered k . . . . .  d  x  x  x  .  x  .  .  .  .  k
POST packs.release agreed            k  .  .  .  .  .  d  x  d  x  .  x  .  .  .  .  k
GET  packs.correct board_edition     i  x  x  x  x  x  p  x  x  x  x  x  .  .  .  .  i
GET  packs.cancel corrected          i  .  .  .  .  .  p  x  x  x  .  x  .  .  .  .  i
POST packs.cancel corrected          k  .  .  .  .  .  d  x  x  x  .  x  .  .  .  .  k
POST packs.correct board_edition     k  x  x  x  x  x  d  x  x  x  x  x  .  .  .  .  k
GET  packs.issue board               i  .  .  .  .  .  p  x  x  x  .  x  .  .  .  .  i
GET  packs.findings board            i  .  .  .  .  .  p  p  p  p  .  p  .  .  .  .  i
POST packs.accept found              k  .  .  .  .  .  d  x  x  x  .  x  .  .  .  .  k
POST packs.issue board               i  .  .  .  .  .  d  x  x  x  .  x  .  .  .  .  i
GET  packs.preview reviewed          i  .  .  .  .  .  T  T  T  T  .  T  .  .  .  .  i
GET  packs.read group_edition        i  T  T  T  T  T  T  T  T  T  .  T  .  .  .  .  i
GET  packs.read board_edition        i  T  T  T  T  T  T  T  T  T  T  T  .  .  .  .  i
GET  packs.download group_edition    i  T  T  T  T  T  T  T  T  T  .  T  .  .  .  .  i
GET  packs.download board_edition    i  T  T  T  T  T  T  T  T  T  T  T  .  .  .  .  i
GET  packs.take_away public_edition  i  T  T  T  T  T  T  T  T  T  T  T  .  .  .  .  i
GET  packs.other_packs done          i  .  .  .  .  .  p  x  x  x  .  x  .  .  .  .  i
POST packs.open_other done           i  .  .  .  .  .  d  x  x  x  .  x  .  .  .  .  i
POST packs.renew scrutiny            i  .  .  .  .  .  d  x  x  x  .  x  .  .  .  .  i
GET  packs.issue scrutiny            i  .  .  .  .  .  p  x  x  x  .  x  .  .  .  .  i
POST packs.issue scrutiny            i  .  .  .  .  .  d  x  x  x  .  x  .  .  .  .  i
GET  packs.read public_edition       i  T  T  T  T  T  T  T  T  T  T  T  .  .  .  .  i
POST packs.publish public_edition    i  x  x  x  x  x  d  x  x  x  x  x  .  .  .  .  i
GET  packs.reading_room              i  p  p  p  p  p  p  p  p  p  p  p  p  p  p  p  i
POST packs.acknowledge board_edition i  x  x  x  x  x  x  x  x  x  d  x  .  .  .  .  i
GET  packs.note board_edition        i  x  x  x  x  x  x  x  x  x  p  x  .  .  .  .  i
POST packs.note board_edition        k  x  x  x  x  x  x  x  x  x  d  x  .  .  .  .  k
GET  packs.recommendation_list       i  .  .  .  .  .  p  p  p  p  .  p  .  .  .  .  i
GET  packs.answer noted              i  .  .  .  .  .  p  p  p  p  .  p  .  .  .  .  i
POST packs.answer noted              k  .  .  .  .  .  d  x  x  d  .  x  .  .  .  .  k
GET  packs.recipe_list               i  .  .  .  .  .  p  .  .  .  .  .  p  .  .  .  i
GET  packs.recipe recipe             i  .  .  .  .  .  p  .  .  .  .  .  p  .  .  .  i
POST packs.recipe recipe             i  .  .  .  .  .  d  .  .  .  .  .  d  .  .  .  i
GET  auth.account                    i  p  p  p  p  p  p  p  p  p  p  p  p  p  p  p  i
GET  auth.confirm                    i  d  d  d  d  d  d  d  d  d  d  d  d  d  d  d  i
POST auth.confirm                    i  e  e  e  e  e  e  e  e  e  e  e  e  e  e  e  i
GET  auth.change_password            i  p  p  p  p  p  p  p  p  p  p  p  p  p  p  p  i
POST auth.change_password            i  e  e  e  e  e  e  e  e  e  e  e  e  e  e  e  i
POST auth.end_session lead           i  d  .  .  .  .  .  .  .  .  .  .  .  .  .  .  i
POST auth.end_other_sessions         i  d  d  d  d  d  d  d  d  d  d  d  d  d  d  d  i
GET  cycle.board                     i  .  .  .  .  .  p  .  .  p  .  p  .  .  .  .  i
POST cycle.chase fresh               i  .  .  .  .  .  d  .  .  x  .  x  .  .  .  .  i
GET  cycle.extend fresh              i  .  .  .  .  .  p  .  .  x  .  x  .  .  .  .  i
POST cycle.extend fresh              k  .  .  .  .  .  d  .  .  x  .  x  .  .  .  .  k
GET  cycle.allow_late missed         i  .  .  .  .  .  p  .  .  x  .  x  .  .  .  .  i
POST cycle.allow_late missed         k  .  .  .  .  .  d  .  .  x  .  x  .  .  .  .  k
GET  cycle.withdraw draft            i  .  .  .  .  .  p  .  .  x  .  x  .  .  .  .  i
POST cycle.withdraw draft            k  .  .  .  .  .  d  .  .  x  .  x  .  .  .  .  k
GET  cycle.reinstate withdrawn       i  .  .  .  .  .  p  .  .  x  .  x  .  .  .  .  i
POST cycle.reinstate withdrawn       k  .  .  .  .  .  d  .  .  x  .  x  .  .  .  .  k
GET  cycle.opening next              i  .  .  .  .  .  p  .  .  x  .  x  .  .  .  .  i
POST cycle.open_period next          i  .  .  .  .  .  d  .  .  x  .  x  .  .  .  .  i
GET  cycle.closing team              i  .  .  .  .  .  p  .  .  x  .  x  .  .  .  .  i
POST cycle.close_period team         i  .  .  .  .  .  d  .  .  x  .  x  .  .  .  .  i
GET  cycle.team                      i  .  .  .  .  .  p  .  .  p  .  p  .  .  .  .  i
GET  cycle.reader_list               i  .  .  .  .  .  p  .  .  p  .  p  .  .  .  .  i
GET  cycle.add_reader                i  .  .  .  .  .  p  .  .  x  .  x  .  .  .  .  i
POST cycle.add_reader                i  .  .  .  .  .  d  .  .  x  .  x  .  .  .  .  i
GET  cycle.reader_ending reader      i  .  .  .  .  .  p  .  .  x  .  x  .  .  .  .  i
POST cycle.end_reader reader         i  .  .  .  .  .  d  .  .  x  .  x  .  .  .  .  i
GET  cycle.deputy team               i  .  .  .  .  .  p  .  .  x  .  x  .  .  .  .  i
POST cycle.deputy team               i  .  .  .  .  .  d  .  .  x  .  x  .  .  .  .  i
GET  cycle.sponsor team              i  .  .  .  .  .  p  .  .  x  .  x  .  .  .  .  i
POST cycle.sponsor team              i  .  .  .  .  .  d  .  .  x  .  x  .  .  .  .  i
GET  cycle.replace team              i  .  .  .  .  .  p  .  .  x  .  x  .  .  .  .  i
POST cycle.replace team              i  .  .  .  .  .  d  .  .  x  .  x  .  .  .  .  i
GET  cycle.ending team               i  .  .  .  .  .  p  .  .  x  .  x  .  .  .  .  i
POST cycle.end team                  i  .  .  .  .  .  d  .  .  x  .  x  .  .  .  .  i
GET  cycle.leaver                    i  .  .  .  .  .  p  .  .  x  .  x  .  .  .  .  i
GET  cycle.hand_over team            i  .  .  .  .  .  p  .  .  x  .  x  .  .  .  .  i
POST cycle.hand_over team            i  .  .  .  .  .  d  .  .  x  .  x  .  .  .  .  i
GET  cycle.dates team                i  p  p  p  p  p  p  p  p  p  .  p  .  .  .  .  i
POST cycle.agree_date team           k  x  x  x  d  x  d  x  x  x  .  x  .  .  .  .  k
GET  cycle.measure_list team         i  p  p  p  p  p  p  p  p  p  .  p  .  .  .  .  i
GET  cycle.add_measure team          i  x  x  x  x  x  p  x  x  x  .  x  .  .  .  .  i
POST cycle.add_measure team          k  x  x  x  x  x  d  x  x  x  .  x  .  .  .  .  k
GET  cycle.change_target measure     i  x  x  x  p  x  p  x  x  x  .  x  .  .  .  .  i
POST cycle.change_target measure     k  x  x  x  d  x  d  x  x  x  .  x  .  .  .  .  k
GET  cycle.end_measure measure       i  x  x  x  x  x  p  x  x  x  .  x  .  .  .  .  i
POST cycle.end_measure measure       k  x  x  x  x  x  d  x  x  x  .  x  .  .  .  .  k
GET  cycle.close_workstream team     i  .  .  .  .  .  p  .  .  x  .  x  .  .  .  .  i
POST cycle.close_workstream team     k  .  .  .  .  .  e  .  .  x  .  x  .  .  .  .  k
GET  messages.sent                   i  .  .  .  .  .  p  .  .  .  .  .  p  .  p  .  i
POST messages.retry                  i  .  .  .  .  .  d  .  .  .  .  .  d  .  d  .  i
GET  messages.reminders              i  .  .  .  .  .  p  .  .  .  .  .  p  .  .  .  i
POST messages.reminders              k  .  .  .  .  .  d  .  .  .  .  .  d  .  .  .  k
GET  messages.templates              i  .  .  .  .  .  .  .  .  .  .  .  p  .  .  .  i
GET  messages.edit words             i  .  .  .  .  .  .  .  .  .  .  .  p  .  .  .  i
POST messages.edit words             k  .  .  .  .  .  .  .  .  .  .  .  d  .  .  .  k
GET  covers.index cover              i  .  .  .  .  .  p  p  p  p  .  p  .  .  .  .  i
POST covers.index cover              k  .  .  .  .  .  d  x  x  x  .  x  .  .  .  .  k
GET  covers.show cover               i  .  .  .  .  .  T  T  T  T  .  T  .  T  .  .  i
GET  covers.preview cover            i  .  .  .  .  .  T  T  T  T  .  T  .  T  .  .  i
GET  covers.preview_file cover       i  .  .  .  .  .  T  T  T  T  .  T  .  T  .  .  i
GET  covers.front cover              i  .  .  .  .  .  p  x  x  x  .  x  .  x  .  .  i
POST covers.front cover              k  .  .  .  .  .  d  x  x  x  .  x  .  x  .  .  k
GET  covers.objectives cover         i  .  .  .  .  .  T  x  x  x  .  x  .  x  .  .  i
POST covers.objectives cover         k  .  .  .  .  .  d  x  x  x  .  x  .  x  .  .  k
GET  covers.piece cover              i  .  .  .  .  .  T  x  x  x  .  x  .  x  .  .  i
POST covers.piece cover              k  .  .  .  .  .  d  x  x  x  .  x  .  x  .  .  k
POST covers.move cover               i  .  .  .  .  .  d  x  x  x  .  x  .  x  .  .  i
GET  covers.remove cover             i  .  .  .  .  .  T  x  x  x  .  x  .  x  .  .  i
POST covers.remove cover             i  .  .  .  .  .  d  x  x  x  .  x  .  x  .  .  i
GET  covers.implication cover        i  .  .  .  .  .  T  p  p  p  .  p  .  T  .  .  i
POST covers.write cover              k  .  .  .  .  .  d  x  x  x  .  x  .  d  .  .  k
POST covers.ask cover                i  .  .  .  .  .  d  x  x  x  .  x  .  x  .  .  i
POST covers.record cover             k  .  .  .  .  .  d  x  x  x  .  x  .  x  .  .  k
GET  covers.issue cover              i  .  .  .  .  .  p  x  x  x  .  x  .  x  .  .  i
GET  covers.findings cover           i  .  .  .  .  .  p  p  p  p  .  p  .  p  .  .  i
POST covers.accept cover_found       k  .  .  .  .  .  d  x  x  x  .  x  .  x  .  .  k
POST covers.issue cover              i  .  .  .  .  .  d  x  x  x  .  x  .  x  .  .  i
GET  covers.read cover_edition       i  T  T  T  T  T  T  T  T  T  T  T  .  T  .  .  i
GET  covers.download cover_edition   i  T  T  T  T  T  T  T  T  T  T  T  .  T  .  .  i
POST covers.publish cover_edition    i  x  x  x  x  x  d  x  x  x  x  x  .  x  .  .  i
GET  covers.presenting board_edition i  p  p  p  p  p  p  p  p  p  p  p  .  .  .  .  i
GET  papers.index paper              i  .  .  .  .  .  T  T  T  T  .  T  .  .  .  .  i
GET  papers.add paper                i  .  .  .  .  .  p  x  x  x  .  x  .  .  .  .  i
POST papers.add paper                k  .  .  .  .  .  e  x  x  x  .  x  .  .  .  .  k
GET  papers.change paper             i  .  .  .  .  .  T  x  x  x  .  x  .  .  .  .  i
POST papers.change paper             k  .  .  .  .  .  d  x  x  x  .  x  .  .  .  .  k
POST papers.move paper               i  .  .  .  .  .  d  x  x  x  .  x  .  .  .  .  i
GET  papers.remove paper             i  .  .  .  .  .  T  x  x  x  .  x  .  .  .  .  i
POST papers.remove paper             i  .  .  .  .  .  d  x  x  x  .  x  .  .  .  .  i
GET  papers.file paper               i  .  .  .  .  .  T  T  T  T  .  T  .  .  .  .  i
GET  papers.download group_edition   i  T  T  T  T  T  T  T  T  T  .  T  .  .  .  .  i
GET  papers.download board_edition   i  T  T  T  T  T  T  T  T  T  T  T  .  .  .  .  i
GET  papers.take_away group_edition  i  T  T  T  T  T  T  T  T  T  .  T  .  .  .  .  i
GET  papers.take_away board_edition  i  T  T  T  T  T  T  T  T  T  T  T  .  .  .  .  i
GET  covers.common                   i  .  .  .  .  .  p  .  .  p  .  p  .  .  .  .  i
POST covers.common                   k  .  .  .  .  .  d  .  .  x  .  x  .  .  .  .  k
GET  covers.starting                 i  .  .  .  .  .  p  .  .  p  .  p  .  .  .  .  i
POST covers.upload                   i  .  .  .  .  .  e  .  .  x  .  x  .  .  .  .  i
POST covers.withdraw                 i  .  .  .  .  .  d  .  .  x  .  x  .  .  .  .  i
POST messages.digest                 i  d  d  d  d  d  d  d  d  d  d  d  d  d  d  d  i
"""


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    method: str
    endpoint: str
    thing: str
    answers: Mapping[str, str]

    def __str__(self) -> str:
        return f"{self.method} {self.endpoint} {self.thing}".strip()


def written() -> list[Line]:
    """Read the table."""
    lines = []
    for text in TABLE.strip("\n").splitlines()[1:]:
        words = text.split()
        request, answers = words[: -len(PEOPLE)], words[-len(PEOPLE) :]
        by_person = dict(zip(PEOPLE, answers, strict=True))
        lines.append(Line(request[0], request[1], " ".join(request[2:]), by_person))
    return lines


LINES = written()


@pytest.fixture(scope="module")
def scene(
    installations: Callable[[str], Installation], tmp_path_factory: pytest.TempPathFactory
) -> Scene:
    """Build the setting once and keep a copy of its database."""
    there = installations("sqlite")
    there.database.restore()
    result = Scene(tmp_path_factory.mktemp("scene") / "scene.sqlite3")
    with time_machine.travel(AT, tick=False), Session(there.engine) as session:
        set_scene(session, result)
        session.commit()
    there.engine.dispose()
    shutil.copyfile(file_of(there), result.file)
    return result


def file_of(there: Installation) -> Path:
    """Return the file of an installation's database."""
    return Path(there.database.url.removeprefix("sqlite:///"))


class Stage:
    """The scene on the installation's database, put back after each change."""

    def __init__(self, there: Installation, session: Session, scene: Scene) -> None:
        self.there, self.session, self.scene = there, session, scene
        self.reset()

    def reset(self) -> None:
        """Put everything back as it was."""
        self.session.close()
        self.there.engine.dispose()
        shutil.copyfile(self.scene.file, file_of(self.there))

    def visitor(self, name: str) -> Visitor:
        """Return somebody at a browser, signed in unless it is nobody."""
        visitor = Visitor(self.there.app, self.session, self.there.watch)
        if name in self.scene.tokens:
            with visitor.client.session_transaction() as cookie:
                cookie["_user_id"] = self.scene.tokens[name]
        return visitor

    def address(self, line: Line) -> str:
        """Return the address that a line asks for."""
        adapter = self.there.app.url_map.bind("localhost")
        rules = self.there.app.url_map.iter_rules(line.endpoint)
        wanted = {name for rule in rules for name in rule.arguments}
        known = self.scene.values[line.thing]
        return adapter.build(line.endpoint, {name: known[name] for name in wanted})

    def ask(self, line: Line, name: str, status: int, address: str = "") -> Page:
        """Send what a line says as somebody, perhaps to another address."""
        visitor, address = self.visitor(name), address or self.address(line)
        if line.method == "GET":
            return visitor.get(address, status=status)
        fields = self.scene.forms.get((line.endpoint, line.thing), {})
        return visitor.post(address, fields, status=status)

    def records(self) -> int:
        """Return how much the audit record holds."""
        return self.session.scalar(select(func.count()).select_from(AuditEntry)) or 0


@pytest.fixture
def stage(
    scene: Scene, installation: Installation, session: Session, at: datetime
) -> Iterator[Stage]:
    """Set the scene for one test."""
    with time_machine.travel(at, tick=False):
        yield Stage(installation, session, scene)
    session.close()


@pytest.mark.parametrize("line", LINES, ids=str)
def test_everybody_gets_what_is_written(line: Line, stage: Stage) -> None:
    for name, answer in line.answers.items():
        status, _ = ANSWERS[answer]
        refused = line.method == "POST" and answer in REFUSED
        before = stage.records() if refused else 0
        page = stage.ask(line, name, status)
        to_sign_in = page.headers.get("Location", "").startswith("/sign-in")
        assert to_sign_in is (answer == "i"), (name, page.headers.get("Location"))
        body = page.body.decode(errors="replace")
        assert (CANARY in body) is (answer == "T"), (name, answer)
        if refused:
            assert stage.records() == before, name
        elif line.method == "POST":
            stage.reset()


def test_every_endpoint_has_a_line_for_each_method(app: Flask) -> None:
    there = {
        (method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}
        if rule.endpoint not in PUBLIC
    }
    assert {(line.method, line.endpoint) for line in LINES} == there


def test_every_endpoint_lets_somebody_in_and_keeps_somebody_out() -> None:
    for endpoint in {line.endpoint for line in LINES}:
        answers = "".join(
            answer
            for line in LINES
            if line.endpoint == endpoint
            for answer in line.answers.values()
        )
        assert set(answers) - set(REFUSED), endpoint
        assert set(answers) & set(REFUSED), endpoint


OF_UPDATES = [line for line in LINES if line.thing in ("draft", "sent")]


@pytest.mark.parametrize("line", OF_UPDATES, ids=str)
def test_a_thing_that_is_not_there_answers_as_one_that_may_not_be_seen(
    line: Line, stage: Stage
) -> None:
    hidden = stage.ask(line, "outsider", 404)
    key = str(stage.scene.values[line.thing]["update_id"])
    for number in ("0", str(10**6), str(2**63 - 1), str(2**63), "9" * 5000):
        address = stage.address(line).replace(f"/{key}", f"/{number}", 1)
        assert stage.ask(line, "lead", 404, address).main == hidden.main


@pytest.mark.parametrize("endpoint, thing", [("updates.read", "sent"), ("packs.review", "open")])
def test_a_role_that_ends_is_gone_with_the_next_request(
    stage: Stage, session: Session, endpoint: str, thing: str
) -> None:
    line = next(line for line in LINES if (line.endpoint, line.thing) == (endpoint, thing))
    stage.ask(line, "office", 200)
    session.execute(
        change(RoleGrant)
        .where(RoleGrant.role == Role.PMO)
        .values(ends_on=AT.date() - timedelta(days=1))
    )
    assert CANARY not in stage.ask(line, "office", 404).text


def test_a_person_who_is_disabled_is_out_with_the_next_request(
    world: World, sign_in: SignIn
) -> None:
    visitor = sign_in(world.lead)
    address = f"/updates/{world.first_update.id}"
    visitor.get(address)
    world.lead.disabled_at = AT
    assert visitor.get(address, status=303).headers["Location"].startswith("/sign-in")
    assert visitor.get_part(address).headers["HX-Redirect"].startswith("/sign-in")


def test_a_role_that_is_given_counts_with_the_next_request(
    world: World, session: Session, sign_in: SignIn
) -> None:
    visitor = sign_in(world.outsider)
    address = f"/updates/{world.first_update.id}"
    visitor.get(address, status=404)
    factories.grant(session, world.outsider, Role.LEAD, workstream=world.first)
    visitor.get(address)
