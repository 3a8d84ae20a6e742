"""What waits for a person in every feature, by deadline."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from techmarket.accounts.models import User
from techmarket.accounts.queries.tasks import list_account_tasks
from techmarket.contracts.queries import list_contract_tasks
from techmarket.deals.queries.tasks import list_deal_tasks
from techmarket.kernel import clock
from techmarket.kernel.worklist import Task
from techmarket.listings.queries.tasks import list_listing_tasks
from techmarket.registration.queries import list_registration_tasks

SOON = timedelta(days=7)

TASK_LISTS: tuple[Callable[[User], list[Task]], ...] = (
    list_account_tasks,
    list_listing_tasks,
    list_deal_tasks,
    list_contract_tasks,
    list_registration_tasks,
)


@dataclass(frozen=True)
class Work:
    """A person's tasks: past their day, due within a week, and the rest."""

    overdue: list[Task]
    soon: list[Task]
    later: list[Task]

    @property
    def count(self) -> int:
        return sum(task.count for task in (*self.overdue, *self.soon, *self.later))


def list_work(user: User) -> Work:
    """Return what waits for `user`, the earliest day first, what has no day last."""
    today = clock.today()
    tasks = [task for list_tasks in TASK_LISTS for task in list_tasks(user)]
    tasks.sort(key=lambda task: (task.due_on or date.max, task.kind, task.subject))
    dated = [task for task in tasks if task.due_on is not None]
    return Work(
        overdue=[task for task in dated if _day(task) < today],
        soon=[task for task in dated if today <= _day(task) <= today + SOON],
        later=[task for task in tasks if _day(task) > today + SOON],
    )


def _day(task: Task) -> date:
    return task.due_on or date.max
