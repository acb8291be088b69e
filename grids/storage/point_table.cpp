#include "grids/storage/point_table.h"

#include "grids/storage/memory_grid_file.h"
#include "grids/storage/text_file.h"
#include "grids/text/error.h"
#include "grids/text/number_text.h"
#include "grids/text/words.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr std::size_t most_header_lines = 50;
constexpr double most_cells = 2e9;
/// Larger grids must have data in at least one cell of a thousand: a wrong digit in a coordinate
/// makes the step far too small.
constexpr double most_sparse_cells = 1e7;
constexpr double least_given = 1e-3;
/// Limit of values (cells times variables) of such a sparse grid if the step is declared: 1.6 GB of
/// memory.
constexpr double most_sparse_numbers = 2e8;
constexpr double least_share
    = 0.1; ///< least part of the distances between coordinates that equal the cell size

bool is_x(const std::string& name)
{
    return name == "lon" || name == "longitude" || name == "long" || name == "x"
        || name == "easting";
}

bool is_y(const std::string& name)
{
    return name == "lat" || name == "latitude" || name == "y" || name == "northing";
}

struct Points {
    std::vector<double> x;
    std::vector<double> y;
    std::vector<std::size_t> line;
    std::vector<std::vector<double>> values; ///< by column, then by point
};

class PointTable final : public MemoryGridFile {
public:
    PointTable(const std::string& path, const TableForm& form)
        : MemoryGridFile(path)
        , form_(form)
    {
        format_ = "point table";
        const Points points = parse();
        const double step_x = step_of(points.x, "x");
        const double step_y = step_of(points.y, "y");
        corner_ = anchored_at_corner(points, step_x, step_y);
        grid_.x = axis_of(points.x, step_x, "x");
        grid_.y = axis_of(points.y, step_y, "y");
        const double cells
            = static_cast<double>(grid_.rows()) * static_cast<double>(grid_.columns());
        const bool declared = form_.step > 0.0;
        const bool sparse = cells > most_sparse_cells
            && static_cast<double>(points.x.size()) < least_given * cells;
        const double numbers = cells * static_cast<double>(variables_.size());
        if (cells > most_cells || (sparse && (!declared || numbers > most_sparse_numbers))) {
            throw InputError(
                fmt::format("{}: points so fine and far apart make a grid of {} x {} cells; {}",
                    path, grid_.rows(), grid_.columns(),
                    declared ? "divide the table, or declare a larger [table] step"
                             : "declare the cell size as [table] step in an inventory TOML"));
        }
        fill(points);
        if (degrees_) {
            // Clamp last, because rows are counted from the edge of a whole first cell.
            grid_.crs = Crs();
            grid_.y = grid_.y.clamped(90.0, path);
        }
    }

private:
    Points parse()
    {
        TextLines lines = open_text(path_);
        std::string_view line;
        Points points;
        std::vector<std::string> header;
        while (lines.next(line)) {
            const auto fields = fields_of(line);
            if (fields.empty() || (fields.size() == 1 && fields[0].empty())) {
                continue;
            }
            const bool numbers = fields.size() >= 3
                && std::all_of(fields.begin(), fields.end(),
                    [](std::string_view f) { return number_of(f).has_value(); });
            if (points.x.empty() && !numbers) {
                header.emplace_back(line);
                if (header.size() > most_header_lines) {
                    throw InputError(fmt::format(
                        "{}: no line of numbers among the first {} lines; a table of cells has "
                        "x (or lon), y (or lat) and a value in each line",
                        path_, most_header_lines));
                }
                continue;
            }
            if (points.x.empty()) {
                name_columns(header, fields.size());
            }
            if (!numbers || fields.size() != columns_.size()) {
                throw InputError(fmt::format(
                    "{}: line {} does not have the {} numbers of the lines before it: '{}'", path_,
                    lines.number(), columns_.size(), line.substr(0, 60)));
            }
            add(points, fields, lines.number());
            // A compressed file can repeat its lines until memory is full, and the grid is known
            // only after the last line.
            const std::size_t last = points.x.size() - 1;
            if (last > 0 && points.x[last] == points.x[0] && points.y[last] == points.y[0]) {
                refuse_second(points, last);
            }
        }
        if (points.x.empty()) {
            throw InputError(fmt::format("{}: the table has no line of numbers", path_));
        }
        for (std::size_t i = 0; i < header.size(); ++i) {
            attributes_.set(fmt::format("header {}", i + 1), { header[i], {} });
        }
        return points;
    }

    void name_columns(const std::vector<std::string>& header, std::size_t count)
    {
        columns_ = form_.columns;
        if (columns_.empty() && !header.empty()) {
            for (const std::string_view name : fields_of(header.back())) {
                columns_.push_back(lower_case(name));
            }
        }
        for (std::string& name : columns_) {
            name = lower_case(name);
        }
        const auto x = std::find_if(columns_.begin(), columns_.end(), is_x);
        const auto y = std::find_if(columns_.begin(), columns_.end(), is_y);
        if (columns_.size() != count || x == columns_.end() || y == columns_.end()) {
            throw InputError(fmt::format("{}: which of its {} columns is what cannot be told; name "
                                         "them in a header line (lon,lat,"
                                         "value) or as [table] columns in an inventory TOML",
                path_, count));
        }
        degrees_ = x->starts_with("lon") && y->starts_with("lat");
        for (std::size_t c = 0; c < columns_.size(); ++c) {
            if (!is_x(columns_[c]) && !is_y(columns_[c])) {
                GridVariable variable;
                variable.name = columns_[c].empty() ? fmt::format("column {}", c + 1) : columns_[c];
                variable.type = ElementType::float64;
                variables_.push_back(std::move(variable));
            }
        }
    }

    void add(Points& points, const std::vector<std::string_view>& fields, std::size_t line) const
    {
        points.values.resize(variables_.size());
        points.line.push_back(line);
        std::size_t next = 0;
        for (std::size_t c = 0; c < fields.size(); ++c) {
            const double number = *number_of(fields[c]);
            if (is_x(columns_[c]) || is_y(columns_[c])) {
                if (!std::isfinite(number)) {
                    throw InputError(
                        fmt::format("{}: line {}: a cell without a place", path_, line));
                }
                if (degrees_ && is_y(columns_[c]) && std::abs(number) > 90.0) {
                    throw InputError(fmt::format(
                        "{}: line {}: the latitude {} lies beyond the pole", path_, line, number));
                }
                (is_x(columns_[c]) ? points.x : points.y).push_back(number);
            } else {
                points.values[next++].push_back(number);
            }
        }
    }

    /// Returns the cell size: declared, or the smallest distance between coordinates that is common
    /// enough not to come from stray points.
    double step_of(const std::vector<double>& coordinates, const char* name) const
    {
        if (form_.step > 0.0) {
            return form_.step;
        }
        std::vector<double> places = coordinates;
        std::sort(places.begin(), places.end());
        const double extent = places.back() - places.front();
        const double noise = 1e-6 * std::max(1.0, extent);
        std::vector<double> gaps;
        for (std::size_t i = 1; i < places.size(); ++i) {
            const double gap = places[i] - places[i - 1];
            if (gap > noise) {
                gaps.push_back(gap);
            }
        }
        if (gaps.empty()) {
            throw InputError(fmt::format("{}: all cells have the same {}: the cell size cannot be "
                                         "told; declare it as [table] "
                                         "step in an inventory TOML",
                path_, name));
        }
        std::sort(gaps.begin(), gaps.end());
        double step = gaps.front();
        for (std::size_t i = 0; i < gaps.size(); ++i) {
            const auto alike = std::upper_bound(gaps.begin(), gaps.end(), 1.1 * gaps[i])
                - gaps.begin() - static_cast<std::ptrdiff_t>(i);
            if (static_cast<double>(alike) >= least_share * static_cast<double>(gaps.size())) {
                step = gaps[i];
                break;
            }
        }
        // The distance carries the rounding of the text: divide the whole extent instead.
        return extent / std::round(extent / step);
    }

    /// Returns the regular axis of all coordinates. It is constructed from centres, which removes
    /// the rounding of the text.
    Axis axis_of(const std::vector<double>& coordinates, double step, const char* name) const
    {
        const auto [low, high] = std::minmax_element(coordinates.begin(), coordinates.end());
        const double first = *low + (corner_ ? step / 2.0 : 0.0);
        const double cells = std::round((*high - *low) / step) + 1.0;
        if (!(cells <= static_cast<double>(most_cells_along_axis))) {
            throw InputError(fmt::format("{}: {} runs from {} to {} in steps of {}; declare the "
                                         "cell size as [table] step in an "
                                         "inventory TOML",
                path_, name, *low, *high, step));
        }
        const auto count = static_cast<std::size_t>(cells);
        if (count == 1) {
            return Axis(first - step / 2.0, step, 1);
        }
        const double last = *high + (corner_ ? step / 2.0 : 0.0);
        std::vector<double> centres(count);
        for (std::size_t i = 0; i < count; ++i) {
            centres[i]
                = first + (last - first) * static_cast<double>(i) / static_cast<double>(count - 1);
        }
        return Axis::from_centres(centres, fmt::format("{} of {}", name, path_));
    }

    /// Returns true if coordinates are corners: multiples of the step. Odd multiples of half a step
    /// are centres.
    bool anchored_at_corner(const Points& points, double step_x, double step_y)
    {
        if (form_.anchor != TableForm::Anchor::tell) {
            return form_.anchor == TableForm::Anchor::corner;
        }
        std::size_t corners = 0;
        std::size_t centres = 0;
        const auto count = [&](const std::vector<double>& places, double step) {
            for (const double place : places) {
                const double half_steps = place / step * 2.0;
                const double whole = std::round(half_steps);
                if (std::abs(half_steps - whole) < 0.02) {
                    ++(std::fmod(std::abs(whole), 2.0) < 0.5 ? corners : centres);
                }
            }
        };
        count(points.x, step_x);
        count(points.y, step_y);
        const std::size_t all = points.x.size() + points.y.size();
        if (corners > centres && corners > all * 9 / 10) {
            oddities_.push_back(fmt::format(
                "coordinates are multiples of {:.6g}: taken as south-west corners", step_x));
            return true;
        }
        oddities_.push_back(centres > all * 9 / 10
                ? fmt::format(
                    "coordinates are odd multiples of {:.6g}: taken as cell centres", step_x / 2.0)
                : fmt::format("coordinates lie neither on multiples of {:.6g} nor half way "
                              "between: taken as cell centres",
                    step_x));
        return false;
    }

    void fill(const Points& points)
    {
        const double absent = form_.absent_is_zero ? 0.0 : std::numeric_limits<double>::quiet_NaN();
        values_.assign(variables_.size(), std::vector<double>(grid_.cells(), absent));
        std::vector<bool> seen(grid_.cells(), false);
        const double shift = corner_ ? 0.5 : 0.0;
        for (std::size_t i = 0; i < points.x.size(); ++i) {
            const double column = (points.x[i] - grid_.x.edge(0)) / grid_.x.step() - 0.5 + shift;
            const double row = (points.y[i] - grid_.y.edge(0)) / grid_.y.step() - 0.5 + shift;
            if (std::abs(column - std::round(column)) > 0.1
                || std::abs(row - std::round(row)) > 0.1) {
                throw InputError(fmt::format(
                    "{}: line {}: the cell at {}, {} does not lie on the grid of step {:.6g} x "
                    "{:.6g} that the "
                    "others make; declare the cell size as [table] step in an inventory TOML",
                    path_, points.line[i], points.x[i], points.y[i], grid_.x.step(),
                    grid_.y.step()));
            }
            const std::size_t cell = static_cast<std::size_t>(std::round(row)) * grid_.columns()
                + static_cast<std::size_t>(std::round(column));
            if (seen[cell]) {
                refuse_second(points, i);
            }
            seen[cell] = true;
            for (std::size_t v = 0; v < values_.size(); ++v) {
                values_[v][cell] = points.values[v][i];
            }
        }
    }

    [[noreturn]] void refuse_second(const Points& points, std::size_t i) const
    {
        throw InputError(fmt::format(
            "{}: line {} gives the cell at {}, {} a second time; which one counts cannot be told",
            path_, points.line[i], points.x[i], points.y[i]));
    }

    TableForm form_;
    std::vector<std::string> columns_;
    bool degrees_ = false;
    bool corner_ = false;
};

} // namespace

std::unique_ptr<GridFile> open_point_table(const std::string& path, const TableForm& form)
{
    return std::make_unique<PointTable>(path, form);
}

} // namespace cityflux
