#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cityflux {

/// Returns true if a field is one of the texts, or the same number as one of them: -9999.0 for
/// -9999.
bool is_missing_text(const std::string& field, const std::vector<std::string>& texts);

/// Throws InputError if a number is one that programs write for a missing value: -999, -9999 and
/// longer rows of nines, 1e20, netCDF's default fill value, or the ends of a float's range. NaN
/// passes.
void require_no_fill_value(double value, std::string_view field, const std::string& subject);

} // namespace cityflux
