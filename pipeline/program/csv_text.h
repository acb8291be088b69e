#pragma once

#include <string>
#include <string_view>

namespace cityflux {

/// A text as a field of a CSV file: in quotes where it has commas, quotes or line ends (RFC 4180).
std::string csv_field(std::string_view text);

/// A number with as many digits as it takes to read the same back; blank where it is NaN.
std::string csv_number(double value);

} // namespace cityflux
