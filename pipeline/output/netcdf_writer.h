#pragma once

#include "pipeline/output/output_file.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// A netCDF-4 file in the making: variables are defined with all they hold, one after the other. It is made in memory,
/// so that a full disk is an error of writing the finished file; readers meet the variables in the order of their names. Every
/// function throws InputError, naming the output, where the library refuses.
class NetcdfWriter {
public:
    /// `file` names the output in messages and must outlive the writer.
    explicit NetcdfWriter(const OutputFile& file);
    ~NetcdfWriter();
    NetcdfWriter(const NetcdfWriter&) = delete;
    NetcdfWriter& operator=(const NetcdfWriter&) = delete;

    struct Attribute {
        const char* name;
        std::string value;
        /// Where there are any, the attribute is these and not a text.
        std::vector<double> numbers = {};
    };
    using Attributes = std::vector<Attribute>;

    /// Returns the dimension's id. A size of 0 makes a record dimension without records.
    int add_dimension(const char* name, std::size_t size);
    /// Of the whole file.
    void add_attributes(const Attributes& attributes);

    /// Values without a fill value, not compressed.
    void add_coordinate(
        const char* name, std::span<const int> dimensions, std::span<const double> values, const Attributes& attributes);
    void add_coordinate(
        const char* name, std::span<const int> dimensions, std::span<const std::int32_t> values, const Attributes& attributes);
    /// NaN is the fill value; compressed.
    void add_numbers(
        const char* name, std::span<const int> dimensions, std::span<const double> values, const Attributes& attributes);
    void add_texts(
        const char* name, std::span<const int> dimensions, std::span<const std::string> values, const Attributes& attributes);

    /// Fills the values of one block, the first of which is the given one of the variable.
    template <typename Value> using FillBlock = std::function<void(std::size_t first, std::span<Value> block)>;
    /// A compressed variable of `count` values too large to be at hand at once: asked for block by block, in order. Further
    /// dimensions after the first must be of size 1.
    void add_blocks(const char* name, std::span<const int> dimensions, std::size_t count, const FillBlock<double>& fill,
        const Attributes& attributes);
    void add_blocks(const char* name, std::span<const int> dimensions, std::size_t count, const FillBlock<std::int32_t>& fill,
        const Attributes& attributes);

    /// Fills the values of one slab, which is a variable's last two dimensions; the slab by its position in the others, the
    /// last of which varies fastest.
    using FillSlab = std::function<void(std::size_t slab, std::span<double> values)>;
    enum class Precision { float32, float64 };
    /// A compressed variable whose slabs are asked for one by one, in order; NaN is the fill value, and `extents` are the sizes
    /// of its dimensions.
    void add_slabs(const char* name, std::span<const int> dimensions, std::span<const std::size_t> extents, Precision precision,
        const FillSlab& fill, const Attributes& attributes);
    /// A variable without dimensions that carries attributes alone.
    void add_container(const char* name, const Attributes& attributes);

    /// The bytes of the finished file.
    std::string close();

private:
    int define(const char* name, int type, std::span<const int> dimensions);
    void add_attributes(const Attributes& attributes, int variable);
    template <typename Value>
    void put_blocks(int variable, std::span<const int> dimensions, std::size_t count, const FillBlock<Value>& fill);
    void check(int status) const;

    const OutputFile& file_;
    int id_ = -1;
    bool open_ = false;
};

} // namespace cityflux
