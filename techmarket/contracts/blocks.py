"""What features above put on a contract's page: registration shows its case there."""

from techmarket.contracts.models import Contract
from techmarket.web.blocks import Blocks

contract_blocks = Blocks[Contract]()
