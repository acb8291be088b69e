#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace cityflux {

/// Reads a whole field as a number in decimal or exponent notation, including Fortran's "1.5D+03".
/// Surrounding spaces and quotes are allowed. "NaN", "NA" and an empty field are NaN. Returns
/// std::nullopt if the field is not a finite number.
std::optional<double> number_of(std::string_view field);

/// Splits a line at the first of ; , and tab that it contains, otherwise at runs of spaces. Removes
/// quotes around a field.
std::vector<std::string_view> fields_of(std::string_view line);

} // namespace cityflux
