#pragma once

#include <string>

namespace cityflux {

/// A text as the cell of a Markdown table.
std::string markdown_cell(std::string text);

} // namespace cityflux
