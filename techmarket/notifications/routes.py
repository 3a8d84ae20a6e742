"""Pages of notifications."""

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import current_user, login_required

from techmarket.accounts.signed_in import signed_in_user
from techmarket.kernel.orm import transaction
from techmarket.notifications.queries import (
    count_unread,
    get_notification,
    list_notifications,
)
from techmarket.notifications.services.notifying import mark_all_read, mark_read
from techmarket.notifications.wording import sentence_of
from techmarket.web.urls import requested_page

notifications_bp = Blueprint("notifications", __name__)
BLUEPRINTS = (notifications_bp,)


@notifications_bp.app_template_global("unread_notifications")
def unread_notifications() -> int:
    """Return how many messages wait for the signed-in person, for the head of the page."""
    if not current_user.is_authenticated:
        return 0
    if "unread_notifications" not in g:  # the head is drawn twice: wide and as a menu
        g.unread_notifications = count_unread(current_user.id)
    return int(g.unread_notifications)


@notifications_bp.get("/me/notifications")
@login_required
def index() -> ResponseReturnValue:
    user = signed_in_user()
    return render_template(
        "notifications/index.html",
        page=list_notifications(user, requested_page()),
        sentence_of=sentence_of,
        is_demo=user.is_demo,
    )


@notifications_bp.post("/me/notifications/<int:notification_id>/open")
@login_required
def open_one(notification_id: int) -> ResponseReturnValue:
    notification = get_notification(signed_in_user(), notification_id)
    path = notification.path
    with transaction():
        mark_read(signed_in_user(), notification)
    return redirect(path, 303)


@notifications_bp.post("/me/notifications/read")
@login_required
def read_all() -> ResponseReturnValue:
    with transaction():
        mark_all_read(signed_in_user())
    flash(_("All messages are marked as read."))
    return redirect(url_for("notifications.index"), 303)
