#include "pipeline/program/configured_file.h"

#include "pipeline/program/data_folder.h"

#include <algorithm>
#include <system_error>

namespace cityflux {

namespace fs = std::filesystem;

namespace {

bool is_file(const fs::path& path)
{
    std::error_code error;
    return fs::is_regular_file(path, error);
}

} // namespace

fs::path configured_file(const std::string& name_or_path, const std::string& kind)
{
    if (is_file(name_or_path)) {
        return name_or_path;
    }
    const fs::path own = data_folder() / "config" / kind / name_or_path;
    for (const fs::path& candidate : { own, fs::path(own.string() + ".toml") }) {
        if (is_file(candidate)) {
            return candidate;
        }
    }
    return {};
}

std::vector<std::string> configured_names(const std::string& kind)
{
    std::vector<std::string> names;
    std::error_code error;
    for (const fs::directory_entry& entry :
        fs::directory_iterator(data_folder() / "config" / kind, error)) {
        if (entry.path().extension() == ".toml") {
            names.push_back(entry.path().stem().string());
        }
    }
    std::sort(names.begin(), names.end());
    return names;
}

} // namespace cityflux
