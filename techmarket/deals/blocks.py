"""What features above put on a deal's page: contracts show themselves there."""

from techmarket.deals.models import Deal
from techmarket.web.blocks import Blocks

deal_blocks = Blocks[Deal]()
