#pragma once

#include "pipeline/output/period_span.h"
#include "pipeline/table/totals_table.h"

#include <string>
#include <string_view>
#include <vector>

namespace cityflux {

/// Pattern for the names of map files without suffix: text with the fields {id} {city} {inventory}
/// {species} {sector} {period}.
class MapNamePattern {
public:
    /// Throws UsageError for an unknown field, an unclosed brace and a "/".
    explicit MapNamePattern(std::string_view text);

    /// Returns the name for a band of a city. Characters that some systems do not allow in file
    /// names (/ \ : * ? " < > | and control characters) become "-". So does a dot at the beginning.
    /// Chinese characters and spaces stay.
    std::string name_for(const std::string& id, const std::string& city, const TotalsSeries& series,
        const PeriodSpan& period) const;

private:
    struct Piece {
        bool field = false;
        std::string text; ///< literal text, or the name of a field
    };
    std::vector<Piece> pieces_;
};

/// Returns a text as part of a file name, with characters replaced as in name_for().
std::string file_name_part(std::string_view text);

/// Returns the title of a band: "CO2 power 2019-03 [t]".
std::string band_title(const TotalsSeries& series, const PeriodSpan& period, std::string_view unit);

} // namespace cityflux
