#include "pipeline/score/score_inputs.h"

#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "grids/text/words.h"
#include "pipeline/program/configured_file.h"
#include "pipeline/program/data_argument.h"
#include "pipeline/program/data_folder.h"

#include <fmt/format.h>

namespace cityflux {

namespace fs = std::filesystem;

fs::path index_file(const std::string& name_or_path)
{
    fs::path file = configured_file(name_or_path, "index");
    if (file.empty()) {
        const std::vector<std::string> names = configured_names("index");
        throw InputError(ProblemCode::unknown, name_or_path,
            fmt::format("unknown index{}, neither a file nor one of {}",
                did_you_mean(fs::path(name_or_path).stem().string(), names, 3),
                joined(names, ", ")));
    }
    return file;
}

std::vector<std::string> files_of(const ScoreRequest& request)
{
    std::vector<std::string> files { request.index.string() };
    const std::vector<std::string> tables = files_of_data(request.data);
    files.insert(files.end(), tables.begin(), tables.end());
    if (!request.policy_register.empty()) {
        files.push_back(request.policy_register.string());
    }
    files.push_back(gazetteer_file().string());
    return files;
}

} // namespace cityflux
