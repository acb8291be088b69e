#pragma once

#include <string>

namespace cityflux {

/// Returns a text as a cell of a Markdown table.
std::string markdown_cell(std::string text);

} // namespace cityflux
