#include "pipeline/run/file_globs.h"

#include "grids/text/error.h"

#include <algorithm>
#include <system_error>

#include <fmt/format.h>
#include <glob.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;

/// Returns a path whose characters all stand for themselves in a pattern.
std::string escaped(const std::string& path)
{
    std::string out;
    for (const char c : path) {
        if (c == '*' || c == '?' || c == '[' || c == ']' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    return out;
}

/// RAII result of glob(3).
struct Found {
    glob_t paths {};
    Found() = default;
    ~Found() { globfree(&paths); }
    Found(const Found&) = delete;
    Found& operator=(const Found&) = delete;
};

} // namespace

std::vector<std::string> files_matching(
    const std::string& pattern, const fs::path& folder, const std::string& subject)
{
    const fs::path whole = (folder / pattern).lexically_normal();
    std::error_code error;
    if (fs::exists(whole, error)) {
        return { whole.string() };
    }
    if (pattern.find("**") != std::string::npos) {
        throw InputError(ProblemCode::unsupported, subject,
            fmt::format("unsupported '**' in '{}'", pattern),
            "write one '*' for each folder, e.g. '*/*.nc'");
    }
    const fs::path base = fs::path(pattern).is_absolute() || folder.empty() ? fs::path() : folder;
    const std::string text
        = base.empty() ? pattern : (fs::path(escaped(base.string())) / pattern).string();
    Found found;
    const int outcome = glob(text.c_str(), GLOB_NOSORT, nullptr, &found.paths);
    if (outcome != 0 && outcome != GLOB_NOMATCH) {
        throw InputError(ProblemCode::unreadable, subject,
            fmt::format("unreadable folder of '{}'", pattern), "check the folder");
    }
    std::vector<std::string> files;
    for (std::size_t p = 0; outcome == 0 && p < found.paths.gl_pathc; ++p) {
        const fs::path path = fs::path(found.paths.gl_pathv[p]).lexically_normal();
        if (!fs::is_directory(path, error)) {
            files.push_back(path.string());
        }
    }
    if (files.empty()) {
        throw InputError(ProblemCode::missing, subject,
            fmt::format(
                "missing files: nothing matches '{}' (searched: {})", pattern, whole.string()),
            "check the path, which starts at the pipeline's folder");
    }
    std::sort(files.begin(), files.end());
    return files;
}

} // namespace cityflux
