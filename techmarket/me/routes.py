"""The work page: the first screen after signing in."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_login import login_required

from techmarket.accounts.models import Role
from techmarket.accounts.queries.people import current_organisations
from techmarket.accounts.signed_in import signed_in_user
from techmarket.kernel import clock
from techmarket.me.queries import list_work
from techmarket.me.wording import task_name
from techmarket.notifications.queries import count_unread

me_bp = Blueprint("me", __name__)
BLUEPRINTS = (me_bp,)

DRAFTING_ROLES = (Role.RESEARCHER, Role.ENTERPRISE, Role.ORG_ADMIN)
LONGEST_GROUP = 25


@me_bp.get("/me")
@login_required
def index() -> ResponseReturnValue:
    user = signed_in_user()
    return render_template(
        "me/index.html",
        user=user,
        is_demo=user.is_demo,
        work=list_work(user),
        longest=LONGEST_GROUP,
        task_name=task_name,
        today=clock.today(),
        unread=count_unread(user.id),
        roles={membership.role for membership in user.current_memberships()},
        may_draft=bool(current_organisations(user, *DRAFTING_ROLES)),
    )
