#include "pipeline/program/notes.h"

#include <spdlog/spdlog.h>

namespace cityflux {

void say_shortcomings(const std::vector<std::string>& shortcomings)
{
    for (std::size_t s = 0; s < shortcomings.size() && s < most_lines; ++s) {
        spdlog::warn("{}", shortcomings[s]);
    }
    if (shortcomings.size() > most_lines) {
        spdlog::warn("and {} more; the rows and the manifest name each", shortcomings.size() - most_lines);
    }
}

} // namespace cityflux
