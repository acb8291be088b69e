#include "grids/storage/band_series.h"

#include "grids/quantity/time_unit.h"
#include "grids/storage/date_labels.h"
#include "grids/text/error.h"
#include "grids/text/number_text.h"
#include "grids/text/text_pattern.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Bands of one variable.
struct BandSeries {
    std::string name;
    std::vector<std::size_t> bands {}; ///< indices into GridContents::variables
    /// Position of each band along each dimension, as text: [band][dimension].
    std::vector<std::vector<std::string>> places {};
};

/// Returns the words of a list such as "{time,sector}".
std::vector<std::string> words_of_list(const std::string& list)
{
    std::vector<std::string> words;
    std::string word;
    for (const char c : list) {
        if (c == ',' || c == '}') {
            words.push_back(std::exchange(word, ""));
        } else if (c != '{' && c != ' ') {
            word += c;
        }
    }
    return words;
}

BandSeries& series_named(std::vector<BandSeries>& all, const std::string& name)
{
    const auto known = std::find_if(
        all.begin(), all.end(), [&](const BandSeries& series) { return series.name == name; });
    return known != all.end() ? *known : all.emplace_back(BandSeries { name });
}

/// Returns the bands by the dimensions of the netCDF file from which GDAL has written them. Empty
/// if a band lacks one.
std::vector<BandSeries> series_by_metadata(
    const GridContents& contents, const std::vector<std::string>& dimensions)
{
    std::vector<BandSeries> all;
    for (std::size_t b = 0; b < contents.variables.size(); ++b) {
        const GridVariable& band = contents.variables[b];
        std::vector<std::string> place;
        for (const std::string& dimension : dimensions) {
            place.push_back(band.attributes.text("NETCDF_DIM_" + dimension));
            if (place.back().empty()) {
                return {};
            }
        }
        const std::string stored = band.attributes.text("NETCDF_VARNAME");
        BandSeries& series = series_named(all, stored.empty() ? band.name : stored);
        series.bands.push_back(b);
        series.places.push_back(std::move(place));
    }
    return all;
}

/// Returns the bands by the dates or months in which their names end. Empty unless all names do,
/// and each series has two different ones or more.
std::vector<BandSeries> series_by_name(const GridContents& contents)
{
    if (contents.variables.size() < 2) {
        return {};
    }
    static const TextPattern dated(
        R"(^(|.*[^0-9])(\d{4}[-/]\d\d(?:[-/]\d\d)?|\d{4}(?:\d\d){0,2})(?: *\[[^\]]*\])?$)");
    static const TextPattern month(
        "^(|.*[^a-z])(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|"
        "aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)$",
        TextPattern::Case::ignored);
    static const TextPattern separators("[ _.:,-]+$");
    std::vector<BandSeries> all;
    for (std::size_t b = 0; b < contents.variables.size(); ++b) {
        auto parts = dated.first_match(contents.variables[b].name);
        if (parts.empty()) {
            parts = month.first_match(contents.variables[b].name);
        }
        if (parts.empty()) {
            return {};
        }
        BandSeries& series = series_named(all, separators.replaced(parts[1], ""));
        series.bands.push_back(b);
        series.places.push_back({ parts[2] });
    }
    for (const BandSeries& series : all) {
        const std::set<std::vector<std::string>> different(
            series.places.begin(), series.places.end());
        if (different.size() < 2 || different.size() < series.places.size()) {
            return {};
        }
    }
    return all;
}

/// Returns numbers of a list, or an empty list if one is not a number.
std::vector<double> numbers_of(const std::vector<std::string>& texts)
{
    std::vector<double> numbers;
    for (const std::string& text : texts) {
        const auto number = number_of(text);
        if (!number) {
            return {};
        }
        numbers.push_back(*number);
    }
    return numbers;
}

/// Sets the steps of a dimension that GDAL took from a time axis. They are inferred from all times
/// of the axis, of which the bands may have some.
void set_steps(SliceDimension& dimension, const Attributes& file, const std::string& path)
{
    const std::string units = file.text(dimension.name + "#units");
    const std::vector<double> own = numbers_of(dimension.labels);
    if (!is_time_unit(units) || own.empty()) {
        return;
    }
    const std::string subject = fmt::format("{}: time axis '{}'", path, dimension.name);
    dimension.time = true;
    try {
        if (file.has(dimension.name + "#climatology")) {
            throw InputError(ProblemCode::unsupported, subject,
                "unsupported climatology: its steps are statistics over several years");
        }
        std::vector<double> all = numbers_of(
            words_of_list(file.text(fmt::format("NETCDF_DIM_{}_VALUES", dimension.name))));
        if (all.empty()) {
            all = own;
        }
        const std::vector<TimeStep> steps = steps_of_time_axis(
            { all, units, file.text(dimension.name + "#calendar") }, {}, subject);
        for (const double time : own) {
            const auto at = std::find(all.begin(), all.end(), time);
            if (at == all.end()) {
                throw InputError(ProblemCode::inconsistent, subject,
                    fmt::format("inconsistent times: {} is not one of the axis", time));
            }
            dimension.steps.push_back(steps[static_cast<std::size_t>(at - all.begin())]);
        }
    } catch (const InputError& error) {
        dimension.steps.clear();
        dimension.time_error = error.message();
    }
}

/// Sets the steps or months of a dimension of dates or months from names.
void set_named_times(SliceDimension& dimension, const std::string& path)
{
    dimension.time = true;
    const std::vector<double> dates = dates_of(dimension.labels, true);
    if (dates.empty()) {
        for (const std::string& label : dimension.labels) {
            dimension.months.push_back(month_of_text(label));
        }
        return;
    }
    try {
        dimension.steps
            = steps_of_dates(dates, fmt::format("{}: dates in the names of bands", path));
    } catch (const InputError& error) {
        dimension.time_error = error.message();
    }
}

/// Returns true if two bands have the same type, packing and unit. A NaN equals a NaN.
bool are_alike(const GridVariable& a, const GridVariable& b)
{
    const auto same = [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); };
    return a.type == b.type && a.packing.scale == b.packing.scale
        && a.packing.offset == b.packing.offset
        && std::ranges::equal(a.packing.nodata, b.packing.nodata, same)
        && a.attributes.text("units") == b.attributes.text("units");
}

[[noreturn]] void refuse_bands(
    const std::string& path, const BandSeries& series, const std::string& why)
{
    throw InputError(ProblemCode::inconsistent, path,
        fmt::format("inconsistent bands of '{}': {}", series.name, why),
        "write each band to a file of its own, e.g. with gdal_translate -b 1");
}

/// Joined variable and the bands of its slices.
struct JoinedBands {
    GridVariable variable;
    std::vector<BandSource> sources {};
};

/// Joins the bands of a series along dimensions of these names.
JoinedBands joined_bands(const GdalContents& found, const BandSeries& series,
    const std::vector<std::string>& dimensions, const std::string& path)
{
    const std::vector<GridVariable>& bands = found.contents.variables;
    JoinedBands joined { bands[series.bands.front()] };
    joined.variable.name = series.name.empty() ? bands[series.bands.front()].name : series.name;
    std::map<std::vector<std::string>, std::size_t> by_place;
    std::size_t slices = 1;
    for (std::size_t d = 0; d < dimensions.size(); ++d) {
        SliceDimension dimension;
        dimension.name = dimensions[d];
        for (const std::vector<std::string>& place : series.places) {
            if (std::find(dimension.labels.begin(), dimension.labels.end(), place[d])
                == dimension.labels.end()) {
                dimension.labels.push_back(place[d]);
            }
        }
        dimension.size = dimension.labels.size();
        slices *= dimension.size;
        joined.variable.dimensions.push_back(std::move(dimension));
    }
    for (std::size_t i = 0; i < series.bands.size(); ++i) {
        by_place[series.places[i]] = series.bands[i];
        if (!are_alike(bands[series.bands[i]], joined.variable)) {
            refuse_bands(path, series, "they differ in type, unit or nodata");
        }
    }
    if (by_place.size() != series.bands.size() || slices != series.bands.size()) {
        refuse_bands(path, series,
            fmt::format("{} bands for {} combinations of dimensions", series.bands.size(), slices));
    }
    for (std::size_t i = 0; i < slices; ++i) {
        std::vector<std::string> place;
        std::size_t rest = i;
        for (std::size_t d = dimensions.size(); d-- > 0;) {
            const SliceDimension& dimension = joined.variable.dimensions[d];
            place.insert(place.begin(), dimension.labels[rest % dimension.size]);
            rest /= dimension.size;
        }
        joined.sources.push_back(found.sources[by_place.at(place)].front());
    }
    return joined;
}

} // namespace

void join_band_series(GdalContents& found, const std::string& path)
{
    std::vector<std::string> dimensions
        = words_of_list(found.contents.attributes.text("NETCDF_DIM_EXTRA"));
    std::vector<BandSeries> all;
    if (!dimensions.empty()) {
        all = series_by_metadata(found.contents, dimensions);
    }
    const bool by_name = all.empty();
    if (by_name) {
        all = series_by_name(found.contents);
        dimensions = { "time" };
    }
    if (all.empty()) {
        return;
    }
    std::vector<GridVariable> variables;
    std::vector<std::vector<BandSource>> sources;
    for (const BandSeries& series : all) {
        JoinedBands joined = joined_bands(found, series, dimensions, path);
        for (SliceDimension& dimension : joined.variable.dimensions) {
            if (by_name) {
                set_named_times(dimension, path);
            } else {
                set_steps(dimension, found.contents.attributes, path);
            }
        }
        variables.push_back(std::move(joined.variable));
        sources.push_back(std::move(joined.sources));
    }
    found.contents.variables = std::move(variables);
    found.sources = std::move(sources);
}

} // namespace cityflux
