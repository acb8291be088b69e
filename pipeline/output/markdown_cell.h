#pragma once

#include <string>

namespace cityflux {

/// Returns a text as a cell of a Markdown table.
std::string markdown_cell(std::string text);
/// Returns a number with two decimals, or two digits if it is below 0.01, or "" for NaN.
std::string markdown_number(double value);

} // namespace cityflux
