#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace cityflux {

/// Reads a whole field as a number: decimal or exponent notation, Fortran's "1.5D+03" included, surrounding blanks
/// allowed, "NaN" and "NA" and an empty field as NaN. Nothing where the field is no number.
std::optional<double> number_of(std::string_view field);

/// Splits a line at one of ; , tab, or at runs of blanks where it has none of these. Quotes around a field are removed.
std::vector<std::string_view> fields_of(std::string_view line);

} // namespace cityflux
