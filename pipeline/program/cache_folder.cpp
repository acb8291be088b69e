#include "pipeline/program/cache_folder.h"

#include <cstdlib>

namespace cityflux {

std::optional<std::filesystem::path> cache_folder(const std::string& option)
{
    if (option == "off") {
        return std::nullopt;
    }
    if (!option.empty()) {
        return std::filesystem::path(option);
    }
    if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache != nullptr && *cache != '\0') {
        return std::filesystem::path(cache) / "cityflux";
    }
    if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0') {
        return std::filesystem::path(home) / ".cache" / "cityflux";
    }
    return std::nullopt;
}

} // namespace cityflux
