"""What features above put on a listing's page: its matches, and the way to an inquiry."""

from techmarket.listings.models import Listing
from techmarket.web.blocks import Blocks

action_blocks = Blocks[Listing]()
main_blocks = Blocks[Listing]()
