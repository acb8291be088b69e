#include "pipeline/agreement/mass_unit.h"

#include "grids/text/words.h"
#include "pipeline/tables/statistic_unit.h"
#include "pipeline/tables/statistics_table.h"

namespace cityflux {

std::optional<double> tonnes_of(const Observation& observation)
{
    if (same_word(observation.unit, text_unit)) {
        return std::nullopt;
    }
    const UnitChange change = unit_change(observation.unit, "t", observation.place);
    return change.refusal.empty() ? std::optional(change.factor) : std::nullopt;
}

} // namespace cityflux
