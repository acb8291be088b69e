#include "pipeline/score/score_inputs.h"

#include "grids/error.h"
#include "grids/words.h"
#include "pipeline/program/data_folder.h"
#include "tables/described_table.h"

#include <string_view>
#include <system_error>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view mark = ".toml=";

bool is_file(const fs::path& path)
{
    std::error_code error;
    return fs::is_regular_file(path, error);
}

} // namespace

fs::path index_file(const std::string& name_or_path)
{
    const fs::path file = configured_file(name_or_path, "index");
    if (file.empty()) {
        const std::vector<std::string> names = configured_names("index");
        const std::vector<std::string> near = nearest_words(fs::path(name_or_path).stem().string(), names, 3);
        throw InputError(fmt::format("{}: there is no such file, and no index of that name{}; the program's own are {}",
            name_or_path, near.empty() ? "" : fmt::format(" (near it: {})", fmt::join(near, ", ")), fmt::join(names, ", ")));
    }
    return file;
}

std::string data_argument(const std::string& argument)
{
    const std::size_t equals = argument.find('=');
    if (equals == std::string::npos || is_file(argument)) {
        const fs::path description = is_file(argument) ? fs::path() : configured_file(argument, "statistics");
        return description.empty() ? argument : description.string();
    }
    const fs::path description = configured_file(argument.substr(0, equals), "statistics");
    return description.empty() ? argument : description.string() + argument.substr(equals);
}

std::vector<std::string> files_of(const ScoreRequest& request)
{
    std::vector<std::string> files { request.index.string() };
    for (const std::string& data : request.data) {
        const std::size_t at = lower_case(data).find(mark);
        if (at != std::string::npos) {
            files.push_back(data.substr(0, at + mark.size() - 1));
            files.push_back(data.substr(at + mark.size()));
        } else {
            files.push_back(data);
            if (lower_case(fs::path(data).extension().string()) == ".toml") {
                files.push_back(DescribedTable::load(data).file.string());
            }
        }
    }
    if (!request.policy_register.empty()) {
        files.push_back(request.policy_register.string());
    }
    return files;
}

} // namespace cityflux
