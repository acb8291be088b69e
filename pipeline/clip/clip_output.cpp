#include "pipeline/clip/clip_output.h"

#include "grids/text/joined.h"
#include "pipeline/clip/band_sum.h"
#include "pipeline/clip/distinct_texts.h"
#include "pipeline/clip/map_names.h"
#include "pipeline/output/geopackage.h"
#include "pipeline/program/manifest.h"
#include "pipeline/program/messages.h"
#include "pipeline/program/sha256.h"
#include "pipeline/totals/totals_job.h"
#include "pipeline/totals/totals_manifest.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

constexpr const char* index_name = "index.gpkg";

Json manifest_of_band(const ClipRequest& request, const SheetBand& band, const WrittenBand& written)
{
    Json json;
    json["title"] = band_title(band.series, band.period, unit_of(request.quantity));
    json["inventory"] = band.series.inventory;
    json["species"] = band.series.species;
    json["sector"] = band.series.sector;
    json["period"] = band.period.text();
    json["period_days"] = band.seconds / 86400.0;
    json["city_total_t"] = band.total_t;
    json["written_t"] = written.mass_t;
    json["lost_t"] = written.lost_t;
    json["cells"] = written.cells;
    json["valid_share"] = band.valid_share;
    json["flags"] = band.flags;
    return json;
}

Json manifest_of_map(const ClipRequest& request, const TotalsCity& city, const MapReport& map)
{
    Json json;
    json["file"] = map.file.filename().string();
    json["city_id"] = city.id;
    json["city"] = city.name;
    json["rows"] = map.rows;
    json["columns"] = map.columns;
    if (map.picture) {
        const std::filesystem::path& bytes
            = map.uncommitted_picture ? map.uncommitted_picture->temporary() : *map.picture;
        json["picture"]
            = { { "file", map.picture->filename().string() }, { "sha256", sha256_of_file(bytes) } };
    }
    if (!map.proxy_note.empty()) {
        json["proxy"] = map.proxy_note;
    }
    json["bands"] = Json::array();
    for (std::size_t b = 0; b < map.bands.size(); ++b) {
        json["bands"].push_back(manifest_of_band(request, map.bands[b], map.written[b]));
    }
    return json;
}

Json options_of(const ClipRequest& request, FileHashes& hashes)
{
    Json options = manifest_of_options(totals_request(request));
    options["quantity"] = name_of(request.quantity);
    options["unit"] = unit_of(request.quantity);
    options["mask"] = name_of(request.mask);
    options["type"] = request.in_double ? "float64" : "float32";
    options["coverage"] = request.with_coverage;
    options["sum"] = Json::array();
    for (const auto& [wanted, name] : { std::pair(request.sums.sectors, "sectors"),
             std::pair(request.sums.periods, "periods") }) {
        if (wanted) {
            options["sum"].push_back(name);
        }
    }
    const MapTarget& target = request.target;
    if (target.like) {
        options["like"] = { { "file", target.like_file }, { "sha256", hashes.of(target.like_file) },
            { "grid", target.like->description() } };
    }
    if (target.crs) {
        options["crs"] = target.crs->definition;
        options["resolution"] = target.resolution;
    }
    return options;
}

} // namespace

std::filesystem::path clip_index(const std::filesystem::path& folder)
{
    return folder / index_name;
}

void write_clip_index(
    const ClipRequest& request, const ClipReading& reading, const ClipResult& result)
{
    OutputFile file(clip_index(request.folder));
    {
        using Field = Geopackage::Field;
        Geopackage package(reading.cities(), file, "maps",
            { { "file", Field::text }, { "city_id", Field::text }, { "city", Field::text },
                { "inventory", Field::text }, { "species", Field::text },
                { "sectors", Field::text }, { "periods", Field::text }, { "bands", Field::number },
                { "quantity", Field::text }, { "unit", Field::text }, { "mask", Field::text },
                { "total_t", Field::number }, { "written_t", Field::number },
                { "valid_share", Field::number }, { "flag", Field::text } });
        for (const MapReport& map : result.maps) {
            const TotalsCity& city = reading.totals().table.cities[map.city];
            const auto species = distinct_texts(
                map.bands, [](const SheetBand& band) { return band.series.species; });
            const std::string inventories
                = joined(distinct_texts(map.bands,
                             [](const SheetBand& band) { return band.series.inventory; }),
                    ", ");
            const std::string sectors = joined(
                distinct_texts(map.bands, [](const SheetBand& band) { return band.series.sector; }),
                ", ");
            const std::string periods = joined(
                distinct_texts(map.bands, [](const SheetBand& band) { return band.period.text(); }),
                ", ");
            std::vector<std::string> flags;
            double valid = 1.0;
            for (const SheetBand& band : map.bands) {
                valid = std::min(valid, band.valid_share);
                add_missing(flags, band.flags);
            }
            const BandSum sum = band_sum(map.bands);
            double total = sum.obstacle.empty() ? 0.0 : std::numeric_limits<double>::quiet_NaN();
            double written = total;
            for (const std::size_t b : sum.bands) {
                total += map.bands[b].total_t;
                written += map.written[b].mass_t;
            }
            const std::string name = map.file.filename().string();
            const std::string all_species = joined(species, ", ");
            const std::string flag = joined(flags, " ");
            package.add(city.index, city.id,
                { name, city.id, city.name, inventories, all_species, sectors, periods,
                    static_cast<double>(map.bands.size()), name_of(request.quantity),
                    unit_of(request.quantity), name_of(request.mask), total, written, valid,
                    flag });
        }
        package.close();
    }
    file.commit();
}

void write_clip_manifest(const ClipRequest& request, const ClipReading& reading,
    const ClipResult& result, const Provenance& provenance)
{
    Json json;
    if (request.file) {
        json = begin_manifest(*result.maps.front().uncommitted, provenance.command);
    } else {
        std::vector<std::string> names;
        for (const MapReport& map : result.maps) {
            names.push_back(map.file.filename().string());
        }
        names.emplace_back(index_name);
        json = begin_manifest(request.folder, names, provenance.command);
    }
    json["inputs"] = manifest_of_inputs(reading.totals().files, provenance.hashes);
    json["boundaries"] = manifest_of_boundaries(provenance);
    json["options"] = options_of(request, provenance.hashes);
    if (reading.totals().proxy) {
        json["proxy"] = manifest_of_proxy(reading.totals(), provenance.hashes);
    }
    json["closure"] = manifest_of_closure(reading.totals().layers);
    json["maps"] = Json::array();
    for (const MapReport& map : result.maps) {
        json["maps"].push_back(
            manifest_of_map(request, reading.totals().table.cities[map.city], map));
    }
    if (request.edge == EdgeRule::fill) {
        json["moved_by_fill_t"] = reading.totals().moved_by_fill_t;
    }
    json["shortcomings"] = sentences_of(result.shortcomings);
    if (request.file) {
        const MapReport& map = result.maps.front();
        commit_with_manifest(*map.uncommitted, json);
        if (map.uncommitted_picture) {
            map.uncommitted_picture->commit();
        }
    } else {
        write_manifest(request.folder / "manifest.json", json);
    }
}

void say_clip(const ClipRequest& request, const ClipReading& reading, const ClipResult& result)
{
    say_oddities(reading.cities(), reading.totals().files);
    say_shortcomings(result.shortcomings);
    if (reading.totals().proxy) {
        say_proxy(reading.totals());
    }
    for (std::size_t m = 0; m < result.maps.size() && m < most_lines; ++m) {
        const MapReport& map = result.maps[m];
        const std::string size
            = fmt::format("{}: {} x {} cells", map.file.string(), map.rows, map.columns);
        if (map.bands.size() == 1) {
            inform(fmt::format("{}, {:.2f} t written, city total {:.2f} t", size,
                map.written[0].mass_t, map.bands[0].total_t));
            continue;
        }
        double furthest = 0.0;
        for (std::size_t b = 0; b < map.bands.size(); ++b) {
            const double off = std::abs(map.written[b].mass_t - map.bands[b].total_t);
            furthest = std::max(furthest, off == 0.0 ? 0.0 : off / map.written[b].turnover_t);
        }
        inform(fmt::format(
            "{}, {} bands, at most {:.1g} from the city totals", size, map.bands.size(), furthest));
    }
    if (result.maps.size() > most_lines) {
        inform(fmt::format("and {} more files, in the manifest", result.maps.size() - most_lines));
    }
    for (std::size_t m = 0; m < result.maps.size() && m < most_lines; ++m) {
        if (!result.maps[m].proxy_note.empty()) {
            warn(fmt::format("{}: {}", result.maps[m].file.string(), result.maps[m].proxy_note));
        }
    }
    if (request.edge == EdgeRule::fill) {
        inform(fmt::format("filling of partly covered cells moved {:.2f} t into cities",
            reading.totals().moved_by_fill_t));
    }
}

} // namespace cityflux
