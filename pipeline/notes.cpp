#include "pipeline/notes.h"

#include <spdlog/spdlog.h>

namespace cityflux {

void say_notes(const CityList& cities, const std::vector<FileReport>& files, const std::vector<std::string>& shortcomings)
{
    for (const std::string& oddity : cities.oddities) {
        spdlog::info("{}: {}", cities.source, oddity);
    }
    for (std::size_t f = 0; f < files.size() && f < most_lines; ++f) {
        for (const std::string& oddity : files[f].oddities) {
            spdlog::info("{}: {}", files[f].path, oddity);
        }
    }
    for (std::size_t s = 0; s < shortcomings.size() && s < most_lines; ++s) {
        spdlog::warn("{}", shortcomings[s]);
    }
    if (shortcomings.size() > most_lines) {
        spdlog::warn("and {} more; the rows and the manifest name each", shortcomings.size() - most_lines);
    }
}

} // namespace cityflux
