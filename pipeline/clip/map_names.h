#pragma once

#include "pipeline/output/period_span.h"
#include "pipeline/table/totals_table.h"

#include <string>
#include <string_view>
#include <vector>

namespace cityflux {

/// What a file of maps is called, but for its suffix: a text with fields in braces, {id} {city} {inventory} {species} {sector}
/// {period}.
class MapNamePattern {
public:
    /// Throws UsageError for a field that is not known, a brace that is not closed and a "/".
    explicit MapNamePattern(std::string_view text);

    /// The name for a band of a city. What a file name cannot have on every system (/ \ : * ? " < > | and control characters)
    /// becomes "-", and so does a dot at the begin; Chinese and blanks stay.
    std::string name_for(
        const std::string& id, const std::string& city, const TotalsSeries& series, const PeriodSpan& period) const;

private:
    struct Piece {
        bool field = false;
        std::string text; ///< as it stands, or the name of a field
    };
    std::vector<Piece> pieces_;
};

/// A text as part of a file name.
std::string file_name_part(std::string_view text);

/// What people read of a band: "CO2 power 2019-03 [t]".
std::string band_title(const TotalsSeries& series, const PeriodSpan& period, std::string_view unit);

} // namespace cityflux
