#include "pipeline/output/markdown_cell.h"

namespace cityflux {

std::string markdown_cell(std::string text)
{
    for (std::size_t at = text.find('|'); at != std::string::npos; at = text.find('|', at + 2)) {
        text.insert(at, 1, '\\');
    }
    return text;
}

} // namespace cityflux
