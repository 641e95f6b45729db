#ifndef INFUSIOND_CCRYPTO_H
#define INFUSIOND_CCRYPTO_H

/* Only EVP_Digest(3) with EVP_sha256(3) is used. */
#include <openssl/evp.h>

#endif
