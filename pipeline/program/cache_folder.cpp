#include "pipeline/program/cache_folder.h"

#include "pipeline/program/messages.h"

#include <cstdlib>

#include <fmt/format.h>

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

void say_not_kept(const std::optional<std::filesystem::path>& folder, const std::error_code& reason)
{
    if (folder && reason) {
        warn(Message { ProblemCode::unwritable, folder->string(),
            fmt::format("unwritable cache ({}), so the next run computes outlines, coverages and "
                        "hashes again",
                reason.message()),
            { "free space, choose another folder with ", named(Setting::cache),
                ", or disable the cache with ", named(Setting::cache, "off") } });
    }
}

} // namespace cityflux
