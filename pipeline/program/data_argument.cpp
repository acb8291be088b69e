#include "pipeline/program/data_argument.h"

#include "grids/text/words.h"
#include "pipeline/program/configured_file.h"
#include "pipeline/tables/described_table.h"

#include <filesystem>
#include <string_view>
#include <system_error>

namespace cityflux {

namespace fs = std::filesystem;

std::string data_argument(const std::string& argument)
{
    std::error_code error;
    const bool is_file = fs::is_regular_file(argument, error);
    const std::size_t equals = is_file ? std::string::npos : argument.find('=');
    const fs::path description
        = is_file ? fs::path() : configured_file(argument.substr(0, equals), "statistics");
    if (description.empty()) {
        return argument;
    }
    return equals == std::string::npos ? description.string()
                                       : description.string() + argument.substr(equals);
}

std::vector<std::string> files_of_data(const std::vector<std::string>& arguments)
{
    constexpr std::string_view mark = ".toml=";
    std::vector<std::string> files;
    for (const std::string& data : arguments) {
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
    return files;
}

} // namespace cityflux
