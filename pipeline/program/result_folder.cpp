#include "pipeline/program/result_folder.h"

#include "grids/error.h"
#include "pipeline/program/output_file.h"

#include <system_error>

#include <fmt/format.h>

namespace cityflux {

std::vector<std::string> write_result_files(const std::filesystem::path& folder, const std::vector<ResultFile>& files)
{
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        throw InputError(fmt::format("{}: the folder cannot be made: {}", folder.string(), error.message()));
    }
    std::vector<std::string> written;
    for (const ResultFile& file : files) {
        if (!file.text) {
            std::filesystem::remove(folder / file.name, error);
            continue;
        }
        OutputFile output(folder / file.name);
        output.write(file.text());
        output.commit();
        written.push_back(file.name);
    }
    return written;
}

} // namespace cityflux
