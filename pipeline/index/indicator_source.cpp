#include "pipeline/index/indicator_source.h"

#include "grids/text/words.h"

namespace cityflux {

bool fits(const IndicatorInput& input, const Observation& observation)
{
    return (input.inventory.empty() || same_word(input.inventory, observation.source))
        && (input.sector.empty() || same_word(input.sector, observation.sector))
        && (input.scope.empty() || same_word(input.scope, observation.scope));
}

} // namespace cityflux
