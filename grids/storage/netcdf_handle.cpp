#include "grids/storage/netcdf_handle.h"

#include "grids/geometry/grid.h"
#include "grids/storage/classic_header.h"
#include "grids/storage/hdf5_filter.h"
#include "grids/storage/hdf5_lock.h"
#include "grids/storage/library_call.h"
#include "grids/storage/netcdf_groups.h"
#include "grids/storage/netcdf_packing.h"
#include "grids/storage/number_sign.h"
#include "grids/text/error.h"
#include "grids/text/joined.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <functional>
#include <limits>
#include <numeric>
#include <optional>

#include <fmt/format.h>
#include <netcdf.h>
#include <netcdf_filter.h>

namespace cityflux {
namespace {

/// Arguments of LibraryCall.
constexpr const char* library = "netCDF";
constexpr const char* checker = "ncdump";
/// Limit far above the time that the largest header takes.
constexpr int seconds_of_opening = 60;

std::optional<ElementType> element_type(nc_type type)
{
    switch (type) {
    case NC_BYTE:
        return ElementType::int8;
    case NC_UBYTE:
        return ElementType::uint8;
    case NC_SHORT:
        return ElementType::int16;
    case NC_USHORT:
        return ElementType::uint16;
    case NC_INT:
        return ElementType::int32;
    case NC_UINT:
        return ElementType::uint32;
    case NC_INT64:
        return ElementType::int64;
    case NC_UINT64:
        return ElementType::uint64;
    case NC_FLOAT:
        return ElementType::float32;
    case NC_DOUBLE:
        return ElementType::float64;
    default:
        return std::nullopt;
    }
}

std::string format_name(int format)
{
    switch (format) {
    case NC_FORMAT_CLASSIC:
        return "netCDF-3";
    case NC_FORMAT_64BIT_OFFSET:
        return "netCDF-3 (64-bit offset)";
    case NC_FORMAT_CDF5:
        return "netCDF-3 (64-bit data)";
    case NC_FORMAT_NETCDF4_CLASSIC:
        return "netCDF-4 classic model";
    default:
        return "netCDF-4";
    }
}

std::string trimmed(std::string text)
{
    // Fixed-length text is padded with zeros or spaces.
    text.erase(text.find_last_not_of(std::string("\0 \n\t", 4)) + 1);
    return text;
}

/// Returns the value of the library in cells that were never written.
std::optional<double> default_fill(ElementType type)
{
    switch (type) {
    case ElementType::int8:
    case ElementType::uint8:
        break;
    case ElementType::int16:
        return NC_FILL_SHORT;
    case ElementType::uint16:
        return NC_FILL_USHORT;
    case ElementType::int32:
        return NC_FILL_INT;
    case ElementType::uint32:
        return NC_FILL_UINT;
    case ElementType::int64:
        return static_cast<double>(NC_FILL_INT64);
    case ElementType::uint64:
        return static_cast<double>(NC_FILL_UINT64);
    case ElementType::float32:
        return static_cast<double>(NC_FILL_FLOAT);
    case ElementType::float64:
        return NC_FILL_DOUBLE;
    }
    return std::nullopt;
}

} // namespace

NetcdfHandle::NetcdfHandle(const std::string& path)
    : path_(path)
{
    check_classic_header(path);
    try {
        {
            const std::lock_guard guard(hdf5_lock());
            const LibraryCall call(library, path_.c_str(), checker, seconds_of_opening);
            const int status = nc_open(path.c_str(), NC_NOWRITE, &id_);
            id_ = status == NC_NOERR ? id_ : -1;
            check(status, "open it");
            read_header();
        }
        check_size();
        if (group_attributes_.size() > 1) {
            join_dimensions(equal_dimensions(*this));
        }
    } catch (...) {
        close();
        throw;
    }
}

void NetcdfHandle::read_header()
{
    int format = 0;
    check(nc_inq_format(id_, &format), "inquire it");
    format_ = format_name(format);
    count_in_header(0, 3, 4 + 3 * 4); // magic bytes, records, and three lists each with a tag
    if (is_classic()) {
        check(nc_inq_unlimdim(id_, &record_dimension_), "inquire it");
    }
    read_group(id_, "");
    name_by_groups(variables_, group_attributes_);
    attributes_ = common_attributes(variables_, group_attributes_);
}

void NetcdfHandle::read_group(int group, const std::string& path)
{
    int dimension_count = 0;
    int variable_count = 0;
    int attribute_count = 0;
    check(nc_inq(group, &dimension_count, &variable_count, &attribute_count, nullptr),
        "inquire a group");
    // In files with groups, dimension ids need not start at 0 or be contiguous.
    std::vector<int> dimension_ids(static_cast<std::size_t>(dimension_count));
    check(nc_inq_dimids(group, &dimension_count, dimension_ids.data(), 0), "list its dimensions");
    for (const int dimension : dimension_ids) {
        std::array<char, NC_MAX_NAME + 1> name {};
        std::size_t size = 0;
        check(nc_inq_dim(group, dimension, name.data(), &size), "describe a dimension");
        dimensions_.push_back({ name.data(), size });
        dimension_ids_.push_back(dimension);
        count_in_header(std::strlen(name.data()), 1, 0);
    }
    group_attributes_[path] = read_attributes(group, NC_GLOBAL, attribute_count);
    for (int v = 0; v < variable_count; ++v) {
        variables_.push_back(read_variable(group, v, path));
    }
    int group_count = 0;
    if (is_classic() || nc_inq_grps(group, &group_count, nullptr) != NC_NOERR) {
        return;
    }
    std::vector<int> groups(static_cast<std::size_t>(group_count));
    check(nc_inq_grps(group, &group_count, groups.data()), "list its groups");
    for (const int inner : groups) {
        std::array<char, NC_MAX_NAME + 1> name {};
        check(nc_inq_grpname(inner, name.data()), "name a group");
        read_group(inner, path + name.data() + "/");
    }
}

NetcdfHandle::Variable NetcdfHandle::read_variable(int group, int id, const std::string& path)
{
    std::array<char, NC_MAX_NAME + 1> name {};
    std::array<int, NC_MAX_VAR_DIMS> dims {};
    nc_type type = NC_NAT;
    int rank = 0;
    int attribute_count = 0;
    check(nc_inq_var(group, id, name.data(), &type, &rank, dims.data(), &attribute_count),
        "describe a variable");
    Variable variable;
    variable.id = id;
    variable.group = group;
    variable.name = name.data();
    variable.path = path + name.data();
    variable.textual = type == NC_CHAR || type == NC_STRING;
    if (const auto element = element_type(type)) {
        variable.numeric = true;
        variable.type = *element;
        variable.stored_type = *element;
    }
    for (int d = 0; d < rank; ++d) {
        const auto known = std::find(
            dimension_ids_.begin(), dimension_ids_.end(), dims[static_cast<std::size_t>(d)]);
        variable.dimensions.push_back(static_cast<std::size_t>(known - dimension_ids_.begin()));
    }
    int storage = NC_CONTIGUOUS;
    std::vector<std::size_t> chunks(static_cast<std::size_t>(rank));
    if (rank > 0 && !is_classic()
        && nc_inq_var_chunking(group, id, &storage, chunks.data()) == NC_NOERR
        && storage == NC_CHUNKED) {
        variable.chunks = std::move(chunks);
    }
    variable.attributes = read_attributes(group, id, attribute_count, &variable.attribute_types);
    apply_sign(variable);
    // Rank, dimensions, number of attributes and size; tag of the attributes, type and offset.
    const bool offsets_of_32_bits = format_ == format_name(NC_FORMAT_CLASSIC);
    count_in_header(
        variable.name.size(), variable.dimensions.size() + 3, offsets_of_32_bits ? 12 : 16);
    return variable;
}

NetcdfHandle::~NetcdfHandle()
{
    close();
}

void NetcdfHandle::close()
{
    if (id_ < 0) {
        return;
    }
    const std::lock_guard guard(hdf5_lock());
    const LibraryCall call(library, path_.c_str(), checker);
    nc_close(id_);
}

void NetcdfHandle::check(int status, const std::string& action) const
{
    if (status != NC_NOERR) {
        throw InputError(ProblemCode::unreadable, path_,
            fmt::format("unreadable: cannot {}: {} (damaged, truncated or not netCDF)", action,
                nc_strerror(status)));
    }
}

void NetcdfHandle::check_reading(
    int status, const Variable& variable, const std::string& action) const
{
    std::size_t count = 0;
    if (status != NC_NOERR && !is_classic()
        && nc_inq_var_filter_ids(variable.group, variable.id, &count, nullptr) == NC_NOERR) {
        std::vector<unsigned> filters(count);
        nc_inq_var_filter_ids(variable.group, variable.id, &count, filters.data());
        for (const unsigned filter : filters) {
            if (nc_inq_filter_avail(id_, filter) != NC_NOERR) {
                throw InputError(ProblemCode::unsupported,
                    fmt::format("{}, variable '{}'", path_, variable.name),
                    fmt::format("unsupported filter {}: the HDF5 library of this computer does "
                                "not have it; the file may be whole",
                        filter_in_words(filter)),
                    remedy_for_filter(filter));
            }
        }
    }
    check(status, action);
}

bool NetcdfHandle::is_classic() const
{
    return format_.starts_with("netCDF-3");
}

void NetcdfHandle::check_size() const
{
    // The classic formats keep no checksums, and the library reads zeros beyond the end of a
    // truncated file.
    if (!is_classic()) {
        return;
    }
    const int record_dimension = record_dimension_;
    double bytes = header_bytes_;
    double record_bytes = 0.0;
    double single_record_bytes = 0.0;
    double records = 0.0;
    std::size_t record_variables = 0;
    for (const Variable& variable : variables_) {
        double size = variable.numeric ? static_cast<double>(size_of(variable.type)) : 1.0;
        bool along_records = false;
        for (const std::size_t d : variable.dimensions) {
            const bool record = static_cast<int>(d) == record_dimension;
            along_records = along_records || record;
            records = record ? static_cast<double>(dimensions_[d].size) : records;
            size *= record ? 1.0 : static_cast<double>(dimensions_[d].size);
        }
        // Each variable, or its part of each record, is padded to four bytes, except a single
        // record variable.
        (along_records ? record_bytes : bytes) += std::ceil(size / 4.0) * 4.0;
        if (along_records && ++record_variables == 1) {
            single_record_bytes = size;
        }
    }
    bytes += records * (record_variables == 1 ? single_record_bytes : record_bytes);
    std::error_code error;
    const auto actual = std::filesystem::file_size(path_, error);
    // The last padding may be missing.
    if (!error && bytes > static_cast<double>(actual) + 3.0) {
        throw InputError(ProblemCode::damaged, path_,
            fmt::format("truncated: the header declares at least {:.0f} bytes, the file has {}",
                bytes, actual),
            "get the file again");
    }
}

void NetcdfHandle::count_in_header(std::size_t name_length, std::size_t counters, std::size_t bytes)
{
    const auto padded
        = [](std::size_t size) { return static_cast<double>(size + (4 - size % 4) % 4); };
    const double counter = format_.ends_with("(64-bit data)") ? 8.0 : 4.0;
    header_bytes_
        += counter * static_cast<double>(1 + counters) + padded(name_length) + padded(bytes);
}

std::optional<double> NetcdfHandle::fill_value(const Variable& variable)
{
    const auto stored = default_fill(variable.stored_type);
    return stored ? std::optional(with_sign(variable.type, *stored)) : std::nullopt;
}

Attributes NetcdfHandle::read_attributes(
    int group, int variable, int count, std::map<std::string, ElementType>* types)
{
    Attributes attributes;
    for (int a = 0; a < count; ++a) {
        std::array<char, NC_MAX_NAME + 1> name {};
        check(nc_inq_attname(group, variable, a, name.data()), "name an attribute");
        nc_type type = NC_NAT;
        std::size_t length = 0;
        check(nc_inq_att(group, variable, name.data(), &type, &length), "describe an attribute");
        count_in_header(std::strlen(name.data()), 1,
            4 + length * (element_type(type) ? size_of(*element_type(type)) : 1));
        Attributes::Value value;
        if (type == NC_CHAR) {
            value.text.resize(length);
            check(nc_get_att_text(group, variable, name.data(), value.text.data()),
                "read an attribute");
            value.text = trimmed(value.text);
        } else if (type == NC_STRING && length > 0) {
            std::vector<char*> strings(length);
            check(nc_get_att_string(group, variable, name.data(), strings.data()),
                "read an attribute");
            value.text = strings.front() == nullptr ? std::string() : strings.front();
            nc_free_string(length, strings.data());
        } else if (element_type(type) && length > 0 && length < 1'000'000) {
            value.numbers.resize(length);
            check(nc_get_att_double(group, variable, name.data(), value.numbers.data()),
                "read an attribute");
            value.text = joined(value.numbers, " ");
            if (types != nullptr) {
                types->emplace(name.data(), *element_type(type));
            }
        }
        attributes.set(name.data(), std::move(value));
    }
    return attributes;
}

const NetcdfHandle::Variable* NetcdfHandle::find(const std::string& name) const
{
    for (const Variable& variable : variables_) {
        if (variable.path == name) {
            return &variable;
        }
    }
    return nullptr;
}

void NetcdfHandle::read(const Variable& variable, std::span<const std::size_t> start,
    std::span<const std::size_t> count, RawBlock& block) const
{
    const std::size_t elements
        = std::accumulate(count.begin(), count.end(), std::size_t { 1 }, std::multiplies<>());
    block.resize(variable.type, elements);
    const std::lock_guard guard(hdf5_lock());
    const LibraryCall call(library, path_.c_str(), checker);
    check_reading(
        nc_get_vara(variable.group, variable.id, start.data(), count.data(), block.bytes.data()),
        variable,
        fmt::format("read the values of '{}' from index {}", variable.name, joined(start, ",")));
}

void NetcdfHandle::join_dimensions(const std::vector<std::size_t>& joined)
{
    for (Variable& variable : variables_) {
        for (std::size_t& dimension : variable.dimensions) {
            dimension = joined[dimension];
        }
    }
}

std::size_t NetcdfHandle::whole_size(const Variable& variable) const
{
    constexpr std::size_t most = 2 * most_cells_along_axis;
    std::size_t elements = 1;
    for (const std::size_t d : variable.dimensions) {
        const std::size_t size = dimensions_[d].size;
        if (size > most || elements * size > most) {
            throw InputError(ProblemCode::damaged,
                fmt::format("{}, variable '{}'", path_, variable.name),
                fmt::format("damaged header: {} along '{}' (allowed in a coordinate: {} numbers)",
                    size, dimensions_[d].name, most),
                "get the file again");
        }
        elements *= size;
    }
    return elements;
}

std::vector<double> NetcdfHandle::numbers(const Variable& variable) const
{
    std::vector<double> values(whole_size(variable));
    const std::lock_guard guard(hdf5_lock());
    const LibraryCall call(library, path_.c_str(), checker);
    check_reading(nc_get_var_double(variable.group, variable.id, values.data()), variable,
        fmt::format("read the values of '{}'", variable.name));
    if (variable.type != variable.stored_type) {
        for (double& value : values) {
            value = with_sign(variable.type, value);
        }
    }
    return values;
}

std::vector<std::string> NetcdfHandle::texts(const Variable& variable) const
{
    const std::size_t elements = whole_size(variable);
    std::vector<std::string> out;
    const std::lock_guard guard(hdf5_lock());
    const LibraryCall call(library, path_.c_str(), checker);
    nc_type type = NC_NAT;
    check(nc_inq_vartype(variable.group, variable.id, &type), "describe a variable");
    if (type == NC_STRING) {
        std::vector<char*> strings(elements);
        check_reading(nc_get_var_string(variable.group, variable.id, strings.data()), variable,
            fmt::format("read the texts of '{}'", variable.name));
        for (const char* text : strings) {
            out.emplace_back(text == nullptr ? "" : text);
        }
        nc_free_string(elements, strings.data());
        return out;
    }
    std::string characters(elements, '\0');
    check_reading(nc_get_var_text(variable.group, variable.id, characters.data()), variable,
        fmt::format("read the texts of '{}'", variable.name));
    const std::size_t width
        = variable.dimensions.empty() ? elements : dimensions_[variable.dimensions.back()].size;
    for (std::size_t i = 0; width > 0 && i < elements; i += width) {
        out.push_back(trimmed(characters.substr(i, width)));
    }
    return out;
}

std::string netcdf_version()
{
    const std::string text = nc_inq_libvers();
    return text.substr(0, text.find(' '));
}

} // namespace cityflux
