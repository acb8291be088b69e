#include "boundaries/kept/coverage_store.h"

#include "boundaries/kept/byte_record.h"
#include "boundaries/kept/content_hash.h"

namespace cityflux {
namespace {

constexpr Cache::Kind kind { "coverage", coverage_algorithm_version };

void add_axis(ContentHash& hash, const Axis& axis)
{
    hash.add(axis.count());
    hash.add(axis.edge(0));
    hash.add(axis.edge(axis.count()));
    hash.add(axis.step());
    for (std::size_t i = 1; !axis.is_even() && i < axis.count(); ++i) {
        hash.add(axis.edge(i));
    }
}

void add_ring(ContentHash& hash, const Ring& ring)
{
    static_assert(sizeof(Point) == 2 * sizeof(double));
    hash.add(ring.size());
    hash.add_bytes(ring.data(), ring.size() * sizeof(Point));
}

/// Writer of cell positions in order of rows and columns: each as the steps of row and column from
/// the previous one.
class PlaceWriter {
public:
    explicit PlaceWriter(ByteWriter& out)
        : out_(out)
    {
    }

    void put(std::uint32_t row, std::uint32_t column)
    {
        out_.put_compact(row - row_);
        // An outline moves little from row to row, to either side.
        const std::int64_t step = std::int64_t { column } - std::int64_t { column_ };
        out_.put_compact(static_cast<std::uint64_t>(step < 0 ? -2 * step - 1 : 2 * step));
        row_ = row;
        column_ = column;
    }

private:
    ByteWriter& out_;
    std::uint32_t row_ = 0;
    std::uint32_t column_ = 0;
};

class PlaceReader {
public:
    explicit PlaceReader(ByteReader& in)
        : in_(in)
    {
    }

    bool get(std::uint32_t& row, std::uint32_t& column)
    {
        std::uint32_t down = 0;
        std::uint64_t step = 0;
        if (!in_.get_compact(down) || !in_.get_compact(step)) {
            return false;
        }
        row_ += down;
        // Modulo 2^64: ~half is -half - 1. Invalid steps give some column, without overflow.
        const std::uint64_t half = step / 2;
        column_ = static_cast<std::uint32_t>(column_ + (step % 2 == 0 ? half : ~half));
        row = row_;
        column = column_;
        return true;
    }

private:
    ByteReader& in_;
    std::uint32_t row_ = 0;
    std::uint32_t column_ = 0;
};

/// Least bytes of a run and of a cell.
constexpr std::size_t bytes_of_run = 3;
constexpr std::size_t bytes_of_cell = 2 + sizeof(double);

void put(ByteWriter& out, const CityCoverage& city)
{
    out.put(city.share_on_grid);
    out.put(city.plane_area);
    out.put(city.proof);
    out.put_compact(city.runs.size());
    PlaceWriter run_places(out);
    for (const CoveredRun& run : city.runs) {
        run_places.put(run.row, run.column);
        out.put_compact(run.length);
    }
    out.put_compact(city.cells.size());
    PlaceWriter cell_places(out);
    for (const CoveredCell& cell : city.cells) {
        cell_places.put(cell.row, cell.column);
        out.put(cell.fraction);
    }
}

bool get(ByteReader& in, CityCoverage& city)
{
    std::size_t runs = 0;
    if (!in.get(city.share_on_grid) || !in.get(city.plane_area) || !in.get(city.proof)
        || !in.get_size(runs, bytes_of_run)) {
        return false;
    }
    city.runs.resize(runs);
    PlaceReader run_places(in);
    for (CoveredRun& run : city.runs) {
        if (!run_places.get(run.row, run.column) || !in.get_compact(run.length)) {
            return false;
        }
    }
    std::size_t cells = 0;
    if (!in.get_size(cells, bytes_of_cell)) {
        return false;
    }
    city.cells.resize(cells);
    PlaceReader cell_places(in);
    for (CoveredCell& cell : city.cells) {
        if (!cell_places.get(cell.row, cell.column) || !in.get(cell.fraction)) {
            return false;
        }
        cell.weight = cell.fraction;
    }
    return true;
}

} // namespace

std::string coverage_key(const CitySelection& cities, const Grid& grid)
{
    ContentHash hash;
    hash.add(coverage_algorithm_version);
    add_axis(hash, grid.x);
    add_axis(hash, grid.y);
    hash.add(static_cast<int>(grid.crs->kind));
    hash.add(std::string_view(grid.crs->definition));
    for (std::size_t c = 0; c < cities.size(); ++c) {
        hash.add(cities[c].shape.size());
        for (const Polygon& polygon : cities[c].shape) {
            add_ring(hash, polygon.outer);
            hash.add(polygon.holes.size());
            for (const Ring& hole : polygon.holes) {
                add_ring(hash, hole);
            }
        }
    }
    return hash.digits();
}

std::string record_of_coverage(const Coverage& coverage)
{
    ByteWriter out;
    out.put_compact(coverage.cities.size());
    for (const CityCoverage& city : coverage.cities) {
        put(out, city);
    }
    return out.bytes();
}

std::optional<Coverage> coverage_of_record(std::string_view bytes)
{
    ByteReader in(bytes);
    std::size_t cities = 0;
    if (!in.get_size(cities, 1)) {
        return std::nullopt;
    }
    Coverage coverage;
    coverage.cities.resize(cities);
    for (CityCoverage& city : coverage.cities) {
        if (!get(in, city)) {
            return std::nullopt;
        }
    }
    return in.at_end() ? std::optional(std::move(coverage)) : std::nullopt;
}

std::optional<Coverage> CoverageStore::load(const std::string& key) const
{
    const Cache::Record record = cache_.load(kind, key);
    return record ? coverage_of_record(record.bytes()) : std::nullopt;
}

bool CoverageStore::save(
    const std::string& key, const Coverage& coverage, std::error_code* why_not) const
{
    return cache_.save(kind, key, record_of_coverage(coverage), why_not);
}

} // namespace cityflux
