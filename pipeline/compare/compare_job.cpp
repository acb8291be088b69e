#include "pipeline/compare/compare_job.h"

#include "pipeline/compare/compare_geopackage.h"
#include "pipeline/compare/compare_summary.h"
#include "pipeline/compare/compare_tables.h"
#include "pipeline/compare/corrected_tables.h"
#include "pipeline/output/output_file.h"
#include "pipeline/output/result_folder.h"
#include "pipeline/program/data_argument.h"
#include "pipeline/program/data_folder.h"
#include "pipeline/program/manifest.h"
#include "pipeline/program/messages.h"
#include "pipeline/program/setting_words.h"
#include "pipeline/program/unmatched_names.h"
#include "pipeline/table/totals_writer.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

constexpr const char* map_name = "compare.gpkg";
constexpr const char* manifest_name = "manifest.json";

constexpr const char* corrected_name = "corrected.csv";

/// Part of a comparison that a file belongs to.
enum class Part { comparison, references, correction };

struct CompareFile {
    const char* name;
    std::string (*text)(const CompareResult&);
    Part part;
};

constexpr CompareFile files[] = {
    { "cities.csv", compared_cities_csv, Part::comparison },
    { "inventories.csv", compared_inventories_csv, Part::comparison },
    { "pairs.csv", compared_pairs_csv, Part::comparison },
    { "trends.csv", compared_trends_csv, Part::comparison },
    { "references.csv", compared_references_csv, Part::references },
    { "corrections.csv", corrections_csv, Part::correction },
    { "contributions.csv", contributions_csv, Part::correction },
    { "held_out.csv", held_out_csv, Part::correction },
    { "summary.md", compare_summary, Part::comparison },
};

bool is_written(Part part, const CompareRequest& request)
{
    return part == Part::comparison || (part == Part::references && !request.references.empty())
        || (part == Part::correction && request.correction.wanted());
}

Json options_of(const CompareRequest& request)
{
    Json options;
    options["periods"] = request.years.years;
    options["nearest_year"] = request.years.nearest;
    const AgreementLimits& limits = request.limits;
    options["limits"] = { { "least_deviation", limits.least_deviation },
        { "outlier_z", limits.outlier_z }, { "disputed_factor", limits.disputed_factor },
        { "coarse_edge_share", limits.coarse_edge_share },
        { "systematic_factor", limits.systematic_factor },
        { "own_deviation_from", limits.own_deviation_from },
        { "common_deviation_from", limits.common_deviation_from } };
    return options;
}

} // namespace

std::vector<std::string> files_of(const CompareRequest& request)
{
    std::vector<std::string> all = files_of_data(request.totals);
    const std::vector<std::string> references = files_of_data(request.references);
    all.insert(all.end(), references.begin(), references.end());
    all.push_back(gazetteer_file().string());
    return all;
}

std::vector<std::string> comparison_files()
{
    std::vector<std::string> names { corrected_name, map_name, manifest_name };
    for (const CompareFile& file : files) {
        names.emplace_back(file.name);
    }
    return names;
}

std::vector<std::string> comparison_files(const CompareRequest& request)
{
    std::vector<std::string> names { map_name, manifest_name };
    for (const CompareFile& file : files) {
        if (is_written(file.part, request)) {
            names.emplace_back(file.name);
        }
    }
    if (const auto table = corrected_file(request)) {
        names.push_back(*table);
    }
    return names;
}

std::optional<std::string> corrected_file(const CompareRequest& request)
{
    return request.correction.wanted() ? std::optional<std::string>(corrected_name) : std::nullopt;
}

void write_comparison(const std::filesystem::path& folder, const CompareRequest& request,
    const CompareResult& result, const std::vector<std::size_t>& chosen,
    const Provenance& provenance)
{
    std::vector<ResultFile> results;
    for (const CompareFile& file : files) {
        results.push_back({ file.name, {} });
        if (is_written(file.part, request)) {
            results.back().text = [&result, text = file.text] { return text(result); };
        }
    }
    results.push_back({ corrected_name, {} });
    if (request.correction.wanted()) {
        results.back().text = [&] { return to_csv(corrected_totals(result, chosen)); };
    }
    std::vector<std::string> written = write_result_files(folder, results);
    OutputFile map(folder / map_name);
    write_compare_geopackage(result, provenance.cities, chosen, map);
    map.commit();
    written.emplace_back(map_name);

    Json json = begin_manifest(folder, written, provenance.command);
    json["inputs"] = manifest_of_files(files_of(request), provenance.hashes);
    json["boundaries"] = manifest_of_boundaries(provenance);
    json["algorithm"] = compare_algorithm_version;
    json["options"] = options_of(request);
    json["inventories"] = result.inventories;
    json["compared"] = result.compared;
    if (request.correction.wanted()) {
        json["correction"] = manifest_of_corrections(result);
    }
    json["warnings"] = result.warnings;
    json["notes"] = result.notes;
    json["unmatched_names"] = manifest_of_unmatched(result.unmatched);
    json["shortcomings"] = sentences_of(result.shortcomings);
    write_manifest(folder / manifest_name, json);
}

void say_comparison(const CompareResult& result)
{
    const Strangers strangers = warn_of_ambiguous(result.unmatched);
    if (strangers.count > 0) {
        inform(fmt::format("{} of the tables {} no city compared, e.g. {}; the manifest lists all",
            strangers.count == 1 ? "1 name" : fmt::format("{} names", strangers.count),
            strangers.count == 1 ? "matches" : "match", strangers.first->name));
    }
    say_shortcomings(result.warnings);
    for (const std::string& note : result.notes) {
        inform(note);
    }
    say_shortcomings(result.shortcomings);
}

} // namespace cityflux
