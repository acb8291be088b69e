#include "pipeline/totals/layer_query.h"

#include "grids/text/words.h"

#include <algorithm>

namespace cityflux {
namespace {

bool includes(const std::vector<std::string>& words, const std::string& word)
{
    return words.empty() || std::any_of(words.begin(), words.end(), [&](const std::string& asked) {
        return same_word(asked, word);
    });
}

} // namespace

bool LayerQuery::matches(const TotalsSeries& series, const Period& period) const
{
    return includes(sectors, series.sector) && includes(species, series.species)
        && (periods.empty()
            || std::any_of(periods.begin(), periods.end(),
                [&](const Period& asked) { return lies_within(period, asked); }));
}

bool lies_within(const Period& period, const Period& asked)
{
    return period == asked || (asked.is_year() && period.year == asked.year);
}

} // namespace cityflux
