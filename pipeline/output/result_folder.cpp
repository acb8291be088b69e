#include "pipeline/output/result_folder.h"

#include "grids/text/error.h"
#include "pipeline/output/json_text.h"
#include "pipeline/output/output_file.h"

#include <fstream>
#include <iterator>
#include <set>
#include <system_error>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

/// Returns the files that the manifest of a folder lists as outputs of an earlier run.
std::set<std::string> made_before(const std::filesystem::path& folder)
{
    std::set<std::string> names;
    std::ifstream in(folder / "manifest.json");
    Json manifest;
    try {
        manifest = parse_json(std::string { std::istreambuf_iterator<char>(in), {} });
    } catch (const Json::exception&) {
        return names;
    }
    if (manifest.is_object() && manifest.contains("outputs") && manifest["outputs"].is_array()) {
        for (const auto& output : manifest["outputs"]) {
            if (output.is_object() && output.contains("file") && output["file"].is_string()) {
                names.insert(output["file"].get<std::string>());
            }
        }
    }
    return names;
}

} // namespace

std::vector<std::string> write_result_files(
    const std::filesystem::path& folder, const std::vector<ResultFile>& files)
{
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        throw InputError(ProblemCode::unwritable, folder.string(),
            fmt::format("unwritable: the folder cannot be created: {}", error.message()),
            { "choose another folder with ", named(Setting::output) });
    }
    const std::set<std::string> ours = made_before(folder);
    std::vector<std::string> written;
    for (const ResultFile& file : files) {
        if (!file.text) {
            if (ours.contains(file.name)) {
                std::filesystem::remove(folder / file.name, error);
            }
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
