// What of mbedTLS 2.28 the card uses, and how small. The firmware and the native build that the tests run share
// this file, so that what is tested is what is on the board.
#ifndef SIXLINE_MBEDTLS_CONFIG_H
#define SIXLINE_MBEDTLS_CONFIG_H

// AES with the small set of tables, in read-only memory.
#define MBEDTLS_AES_C
#define MBEDTLS_AES_ROM_TABLES
#define MBEDTLS_AES_FEWER_TABLES
#define MBEDTLS_CIPHER_MODE_CBC

#define MBEDTLS_DES_C

#define MBEDTLS_SHA256_C

// The two curves of [SGP.02 §2.2.5], and that of concealed identities [TS 33.501 §C.3.4]. Blinding takes the caller's random bytes; the built-in generator stays out.
#define MBEDTLS_BIGNUM_C
#define MBEDTLS_MPI_MAX_SIZE 48
#define MBEDTLS_MPI_WINDOW_SIZE 1
#define MBEDTLS_ECP_C
#define MBEDTLS_ECP_DP_SECP256R1_ENABLED
#define MBEDTLS_ECP_DP_BP256R1_ENABLED
#define MBEDTLS_ECP_DP_CURVE25519_ENABLED
#define MBEDTLS_ECP_NIST_OPTIM
#define MBEDTLS_ECP_NO_INTERNAL_RNG
#define MBEDTLS_ECP_WINDOW_SIZE 3
#define MBEDTLS_ECP_FIXED_POINT_OPTIM 0
#define MBEDTLS_ECDSA_C
#define MBEDTLS_ASN1_PARSE_C
#define MBEDTLS_ASN1_WRITE_C

#define MBEDTLS_HAVE_ASM

// No heap: numbers live in a pool of fixed size whose high-water mark can be asked for.
#define MBEDTLS_PLATFORM_C
#define MBEDTLS_PLATFORM_MEMORY
#define MBEDTLS_PLATFORM_NO_STD_FUNCTIONS
#define MBEDTLS_MEMORY_BUFFER_ALLOC_C
#define MBEDTLS_MEMORY_DEBUG
// The pool's messages would need stdio. A damaged pool ends in sixline_mbedtls_exit.
#define MBEDTLS_PLATFORM_FPRINTF_MACRO(...) ((void)0)
#define MBEDTLS_PLATFORM_PRINTF_MACRO(...) ((void)0)
#define MBEDTLS_PLATFORM_SNPRINTF_MACRO(...) (0)
#define MBEDTLS_PLATFORM_EXIT_MACRO sixline_mbedtls_exit

#ifdef __cplusplus
extern "C" {
#endif
void sixline_mbedtls_exit(int status);
#ifdef __cplusplus
}
#endif

#include "mbedtls/check_config.h"

#endif
