#include "boundaries/coverage_store.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <type_traits>

#include <fmt/format.h>
#include <unistd.h>
#include <xxhash.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view suffix = ".coverage";
constexpr std::string_view magic = "cityflux";

class Hash {
public:
    Hash()
        : state_(XXH3_createState())
    {
        XXH3_128bits_reset(state_);
    }
    ~Hash() { XXH3_freeState(state_); }
    Hash(const Hash&) = delete;
    Hash& operator=(const Hash&) = delete;

    template <typename T> void add(const T& value)
    {
        static_assert(std::is_arithmetic_v<T>);
        XXH3_128bits_update(state_, &value, sizeof value);
    }
    void add(const std::string& text)
    {
        add(text.size());
        XXH3_128bits_update(state_, text.data(), text.size());
    }
    void add(const Ring& ring)
    {
        static_assert(sizeof(Point) == 2 * sizeof(double));
        add(ring.size());
        XXH3_128bits_update(state_, ring.data(), ring.size() * sizeof(Point));
    }
    std::string digits() const
    {
        const XXH128_hash_t hash = XXH3_128bits_digest(state_);
        return fmt::format("{:016x}{:016x}", hash.high64, hash.low64);
    }

private:
    XXH3_state_t* state_;
};

void add_axis(Hash& hash, const Axis& axis)
{
    hash.add(axis.count());
    hash.add(axis.edge(0));
    hash.add(axis.edge(axis.count()));
    hash.add(axis.step());
}

/// Bytes in the order of this machine: a store is no file to hand on.
class Writer {
public:
    template <typename T> void put(const T& value)
    {
        static_assert(std::is_trivially_copyable_v<T>);
        put_bytes(&value, sizeof value);
    }
    template <typename T> void put_all(const std::vector<T>& values)
    {
        put(values.size());
        put_bytes(values.data(), values.size() * sizeof(T));
    }
    void put_bytes(const void* data, std::size_t size) { bytes_.append(static_cast<const char*>(data), size); }
    const std::string& bytes() const { return bytes_; }

private:
    std::string bytes_;
};

class Reader {
public:
    explicit Reader(std::string_view bytes)
        : bytes_(bytes)
    {
    }
    template <typename T> bool get(T& value)
    {
        if (bytes_.size() < sizeof value) {
            return false;
        }
        std::memcpy(&value, bytes_.data(), sizeof value);
        bytes_.remove_prefix(sizeof value);
        return true;
    }
    template <typename T> bool get_all(std::vector<T>& values)
    {
        std::size_t count = 0;
        if (!get(count) || count > bytes_.size() / sizeof(T)) {
            return false;
        }
        values.resize(count);
        if (count > 0) {
            std::memcpy(values.data(), bytes_.data(), count * sizeof(T));
            bytes_.remove_prefix(count * sizeof(T));
        }
        return true;
    }
    bool at_end() const { return bytes_.empty(); }

private:
    std::string_view bytes_;
};

std::string content_of(const fs::path& file)
{
    std::ifstream in(file, std::ios::binary | std::ios::ate);
    if (!in) {
        return {};
    }
    std::string bytes(static_cast<std::size_t>(in.tellg()), '\0');
    in.seekg(0);
    in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    return in ? bytes : std::string();
}

} // namespace

std::string coverage_key(const std::vector<City>& cities, const Grid& grid)
{
    Hash hash;
    hash.add(coverage_algorithm_version);
    add_axis(hash, grid.x);
    add_axis(hash, grid.y);
    hash.add(static_cast<int>(grid.crs->kind));
    hash.add(grid.crs->definition);
    for (const City& city : cities) {
        hash.add(city.shape.size());
        for (const Polygon& polygon : city.shape) {
            hash.add(polygon.outer);
            hash.add(polygon.holes.size());
            for (const Ring& hole : polygon.holes) {
                hash.add(hole);
            }
        }
    }
    return hash.digits();
}

CoverageStore::CoverageStore(fs::path folder, std::uintmax_t most_bytes)
    : folder_(std::move(folder))
    , most_bytes_(most_bytes)
{
}

fs::path CoverageStore::file_of(const std::string& key) const
{
    return folder_ / (key + std::string(suffix));
}

std::optional<Coverage> CoverageStore::load(const std::string& key) const
{
    const fs::path file = file_of(key);
    const std::string bytes = content_of(file);
    if (bytes.size() < magic.size() + sizeof(XXH64_hash_t) || !bytes.starts_with(magic)) {
        return std::nullopt;
    }
    const std::string_view body = std::string_view(bytes).substr(0, bytes.size() - sizeof(XXH64_hash_t));
    XXH64_hash_t checksum = 0;
    std::memcpy(&checksum, bytes.data() + body.size(), sizeof checksum);
    if (XXH3_64bits(body.data(), body.size()) != checksum) {
        return std::nullopt;
    }
    Reader reader(body.substr(magic.size()));
    int version = 0;
    std::size_t cities = 0;
    std::vector<char> stored_key;
    if (!reader.get(version) || version != coverage_algorithm_version || !reader.get_all(stored_key)
        || key != std::string(stored_key.begin(), stored_key.end()) || !reader.get(cities)) {
        return std::nullopt;
    }
    Coverage coverage;
    coverage.cities.resize(cities);
    for (CityCoverage& city : coverage.cities) {
        std::vector<std::uint32_t> rows;
        std::vector<std::uint32_t> columns;
        std::vector<double> fractions;
        if (!reader.get(city.share_on_grid) || !reader.get(city.plane_area) || !reader.get_all(city.runs)
            || !reader.get_all(rows) || !reader.get_all(columns) || !reader.get_all(fractions) || columns.size() != rows.size()
            || fractions.size() != rows.size()) {
            return std::nullopt;
        }
        city.cells.resize(rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i) {
            city.cells[i] = { rows[i], columns[i], fractions[i], fractions[i] };
        }
    }
    if (!reader.at_end()) {
        return std::nullopt;
    }
    std::error_code ignored;
    fs::last_write_time(file, fs::file_time_type::clock::now(), ignored);
    return coverage;
}

bool CoverageStore::save(const std::string& key, const Coverage& coverage) const
{
    Writer writer;
    writer.put_bytes(magic.data(), magic.size());
    writer.put(coverage_algorithm_version);
    writer.put_all(std::vector<char>(key.begin(), key.end()));
    writer.put(coverage.cities.size());
    std::vector<std::uint32_t> rows;
    std::vector<std::uint32_t> columns;
    std::vector<double> fractions;
    for (const CityCoverage& city : coverage.cities) {
        rows.clear();
        columns.clear();
        fractions.clear();
        for (const CoveredCell& cell : city.cells) {
            rows.push_back(cell.row);
            columns.push_back(cell.column);
            fractions.push_back(cell.fraction);
        }
        writer.put(city.share_on_grid);
        writer.put(city.plane_area);
        writer.put_all(city.runs);
        writer.put_all(rows);
        writer.put_all(columns);
        writer.put_all(fractions);
    }
    const XXH64_hash_t checksum = XXH3_64bits(writer.bytes().data(), writer.bytes().size());
    writer.put(checksum);
    if (writer.bytes().size() > most_bytes_) {
        return false;
    }
    std::error_code error;
    fs::create_directories(folder_, error);
    if (error) {
        return false;
    }
    make_room(writer.bytes().size());
    const fs::path beside = folder_ / fmt::format("{}.{}.partial", key, getpid());
    std::ofstream out(beside, std::ios::binary);
    out.write(writer.bytes().data(), static_cast<std::streamsize>(writer.bytes().size()));
    out.close();
    if (out) {
        fs::rename(beside, file_of(key), error);
    }
    if (!out || error) {
        fs::remove(beside, error);
        return false;
    }
    return true;
}

std::vector<CoverageStore::Entry> CoverageStore::entries() const
{
    std::vector<Entry> entries;
    std::error_code error;
    for (const fs::directory_entry& file : fs::directory_iterator(folder_, error)) {
        if (file.path().extension() == suffix) {
            entries.push_back({ file.path().stem().string(), file.file_size(error), file.last_write_time(error) });
        }
    }
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.used < b.used; });
    return entries;
}

void CoverageStore::make_room(std::uintmax_t bytes) const
{
    const std::vector<Entry> all = entries();
    std::uintmax_t kept = bytes;
    for (const Entry& entry : all) {
        kept += entry.bytes;
    }
    std::error_code ignored;
    for (auto entry = all.begin(); entry != all.end() && kept > most_bytes_; ++entry) {
        fs::remove(file_of(entry->key), ignored);
        kept -= entry->bytes;
    }
}

std::size_t CoverageStore::clear() const
{
    std::size_t removed = 0;
    std::error_code error;
    for (const Entry& entry : entries()) {
        removed += fs::remove(file_of(entry.key), error) ? 1 : 0;
    }
    return removed;
}

} // namespace cityflux
